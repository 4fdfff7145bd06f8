/* once_test.c: an Idempotency-Key gets the answer it got, for as long as it is kept. */
#include "http/idempotency.h"

#include "db/row_sweep.h"
#include "store_fixture.h"

static int here[2];

static struct idempotency
asked(uint32_t key, const char *name, const char *request, int64_t at)
{
    struct idempotency once = {.key = key, .at = at, .status = 201};
    sha256_text(name, once.name);
    sha256_text(request, once.request);
    return once;
}

static enum fault
keep_and_find(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct idempotency once = asked(1, "name", "body", 1000);
    char answer[64];
    size_t length = 0;
    CHECK(idempotency_get(txn, &once, 0, answer, sizeof answer, &length) == FAULT_MISSING);
    CHECK(idempotency_put(txn, &once, "the \0 answer", 12) == FAULT_NONE);

    once = asked(1, "name", "body", 5000);
    once.status = 0;
    CHECK(idempotency_get(txn, &once, 1000, answer, sizeof answer, &length) == FAULT_NONE);
    CHECK(length == 12 && memcmp(answer, "the \0 answer", 12) == 0);
    CHECK(once.status == 201 && once.at == 1000);
    CHECK(idempotency_get(txn, &once, 1001, answer, sizeof answer, &length) == FAULT_MISSING); /* too old */

    once = asked(1, "name", "another body", 5000);
    CHECK(idempotency_get(txn, &once, 0, answer, sizeof answer, &length) == FAULT_REFUSED);
    once = asked(2, "name", "body", 5000);
    CHECK(idempotency_get(txn, &once, 0, answer, sizeof answer, &length) == FAULT_MISSING);
    once = asked(1, "Name", "body", 5000);
    CHECK(idempotency_get(txn, &once, 0, answer, sizeof answer, &length) == FAULT_MISSING);

    once = asked(1, "name", "another body", 9000); /* takes the place of what is too old */
    once.status = 422;
    CHECK(idempotency_get(txn, &once, 8000, answer, sizeof answer, &length) == FAULT_MISSING);
    once.at = 9000, once.status = 422;
    CHECK(idempotency_put(txn, &once, "", 0) == FAULT_NONE);
    CHECK(idempotency_get(txn, &once, 8000, answer, sizeof answer, &length) == FAULT_NONE);
    CHECK(length == 0 && once.status == 422);
    return FAULT_NONE;
}

static void
the_same_request_gets_the_same_answer(void **state)
{
    store_fixture_transact(*state, keep_and_find, NULL);
}

static enum fault
keep_long(struct txn *txn, void *arg)
{
    enum { LONG = 1000000 };
    struct story *story = arg;
    struct idempotency once = asked(1, "name", "body", 1000);
    char *answer = malloc(LONG), *got = malloc(LONG);
    size_t length;
    CHECK(answer != NULL && got != NULL);
    memset(answer, 'x', LONG);
    CHECK(idempotency_put(txn, &once, answer, LONG) == FAULT_NONE);
    CHECK(idempotency_get(txn, &once, 0, got, LONG, &length) == FAULT_NONE);
    CHECK(length == LONG && memcmp(got, answer, LONG) == 0);
    CHECK(idempotency_get(txn, &once, 0, got, LONG - 1, &length) == FAULT_FULL);
    free(answer);
    free(got);
    return FAULT_NONE;
}

static void
a_long_answer_comes_back_whole(void **state)
{
    store_fixture_transact(*state, keep_long, NULL);
}

struct request {
    struct idempotency once;
    int made; /* answers made by this process */
    char answer[16];
};

/* As a handler: looks, and makes an answer when there is none. */
static enum fault
request_body(struct txn *txn, void *arg)
{
    struct request *r = arg;
    size_t length = 0;
    r->once = asked(1, "name", "body", 1000);
    r->made = 0;
    enum fault fault = idempotency_get(txn, &r->once, 0, r->answer, sizeof r->answer, &length);
    r->answer[length < sizeof r->answer ? length : 0] = '\0';
    if (fault != FAULT_MISSING)
        return fault;
    usleep(20000); /* while the other one asks */
    snprintf(r->answer, sizeof r->answer, "%d", (int)getpid());
    r->made = 1;
    return idempotency_put(txn, &r->once, r->answer, strlen(r->answer));
}

static int
ask(struct store_fixture *room, int nth)
{
    (void)nth;
    struct request r;
    store_fixture_open(room);
    store_fixture_tell(here);
    const enum fault fault = env_txn(room->env, ENV_WRITE, request_body, &r);
    store_fixture_close(room);
    return fault == FAULT_NONE ? r.made : 100;
}

static void
of_two_at_once_one_makes_the_answer(void **state)
{
    struct store_fixture *room = *state;
    store_fixture_close(room);
    store_fixture_pipe(here);
    pid_t pids[3];
    int made = 0;
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(room, ask, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        made += store_fixture_wait(pids[i]);
    assert_int_equal(made, 1);
}

static enum fault
keep_three(struct txn *txn, void *arg)
{
    struct story *story = arg;
    for (int64_t at = 999; at <= 1001; at++) {
        struct idempotency once = asked((uint32_t)at, "name", "body", at);
        CHECK(idempotency_put(txn, &once, "x", 1) == FAULT_NONE);
    }
    return FAULT_NONE;
}

static void
only_what_is_over_is_swept(void **state)
{
    struct store_fixture *room = *state;
    int64_t before = 1000;
    store_fixture_transact(room, keep_three, NULL);
    struct row_sweep sweep = {
        .table = TABLE_IDEMPOTENCY, .over = idempotency_is_expired, .arg = &before, .looks = 10};
    assert_int_equal(row_sweep_run(room->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(the_same_request_gets_the_same_answer),
        WITH_STORE(a_long_answer_comes_back_whole),
        WITH_STORE(of_two_at_once_one_makes_the_answer),
        WITH_STORE(only_what_is_over_is_swept),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

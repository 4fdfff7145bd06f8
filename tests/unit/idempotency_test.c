/*
 * idempotency_test.c: an Idempotency-Key gets the answer it got, for as long as it is kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/idempotency.h"

#include "base/memory.h"
#include "db/codec.h"
#include "db/row_sweep.h"
#include "store_fixture.h"

static int here[2];

static struct idempotency
asked(uint32_t key, const char *name, const char *request, int64_t now, int64_t since)
{
    struct idempotency once = {.has_key = true, .api_key = key, .now = now, .since = since};
    sha256_text(name, once.name);
    sha256_text(request, once.request);
    return once;
}

static void
set(struct idempotency *once, int status, const char *location, const char *body, size_t length)
{
    char *copy = xmalloc(length);
    memcpy(copy, body, length);
    idempotency_set_answer(once, status, location, copy, length);
}

/* What is found for a request. The answer it had before is not looked at. */
static enum fault
find(struct txn *txn, struct idempotency *once, struct idempotency what)
{
    idempotency_clear(once);
    *once = what;
    return idempotency_get(txn, once);
}

static bool
answers(const struct idempotency *once, int status, const char *location, const char *body, size_t length)
{
    const struct idempotency_answer *a = &once->answer;
    return a->status == status && a->length == length && memcmp(a->body, body, length) == 0 &&
           (location == NULL ? a->location == NULL
                             : a->location != NULL && strcmp(a->location, location) == 0);
}

static enum fault
keep_and_find(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct idempotency once = asked(1, "name", "body", 1000, 0);
    CHECK(idempotency_get(txn, &once) == FAULT_MISSING);
    set(&once, 201, "http://127.0.0.1/a", "the \n\0 answer", 13);
    CHECK(idempotency_put(txn, &once) == FAULT_NONE);

    CHECK(find(txn, &once, asked(1, "name", "body", 5000, 1000)) == FAULT_NONE);
    CHECK(answers(&once, 201, "http://127.0.0.1/a", "the \n\0 answer", 13));
    CHECK(find(txn, &once, asked(1, "name", "body", 5000, 1001)) == FAULT_MISSING); /* too old */
    CHECK(once.answer.body == NULL);

    CHECK(find(txn, &once, asked(1, "name", "another body", 5000, 0)) == FAULT_REFUSED);
    CHECK(once.answer.body == NULL);
    CHECK(find(txn, &once, asked(2, "name", "body", 5000, 0)) == FAULT_MISSING);
    CHECK(find(txn, &once, asked(1, "Name", "body", 5000, 0)) == FAULT_MISSING);

    /* Takes the place of what is too old. */
    CHECK(find(txn, &once, asked(1, "name", "another body", 9000, 8000)) == FAULT_MISSING);
    set(&once, 422, NULL, "", 0);
    CHECK(idempotency_put(txn, &once) == FAULT_NONE);
    CHECK(find(txn, &once, asked(1, "name", "another body", 9000, 8000)) == FAULT_NONE);
    CHECK(answers(&once, 422, NULL, "", 0));
    idempotency_clear(&once);
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
    enum { LONG = IDEMPOTENCY_ROW_MAX / 2 };
    struct story *story = arg;
    struct idempotency once = asked(1, "name", "body", 1000, 0);
    char *body = xmalloc(LONG), *same = xmalloc(LONG);
    memset(body, 'x', LONG);
    memset(same, 'x', LONG);
    idempotency_set_answer(&once, 207, NULL, body, LONG);
    CHECK(idempotency_put(txn, &once) == FAULT_NONE);
    CHECK(find(txn, &once, asked(1, "name", "body", 1000, 0)) == FAULT_NONE);
    CHECK(answers(&once, 207, NULL, same, LONG));
    idempotency_set_answer(&once, 207, NULL, xmalloc(IDEMPOTENCY_ROW_MAX), IDEMPOTENCY_ROW_MAX);
    CHECK(idempotency_put(txn, &once) == FAULT_SYSTEM);
    CHECK(find(txn, &once, asked(1, "name", "body", 1000, 0)) == FAULT_NONE); /* as it was */
    CHECK(once.answer.length == LONG);
    idempotency_clear(&once);
    free(same);
    return FAULT_NONE;
}

static void
a_long_answer_comes_back_whole(void **state)
{
    store_fixture_transact(*state, keep_long, NULL);
}

static enum fault
keep_nothing(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct idempotency once = asked(1, "", "body", 1000, 0);
    once.has_key = false;
    set(&once, 201, NULL, "answer", 6);
    CHECK(idempotency_put(txn, &once) == FAULT_NONE);
    CHECK(idempotency_get(txn, &once) == FAULT_MISSING);
    CHECK(answers(&once, 201, NULL, "answer", 6)); /* which is still to be sent */
    CHECK(find(txn, &once, asked(1, "", "body", 1000, 0)) == FAULT_MISSING);
    return FAULT_NONE;
}

static void
without_a_key_nothing_is_kept(void **state)
{
    store_fixture_transact(*state, keep_nothing, NULL);
}

/* A row as it was written before: status, code or id, line feed, body. */
static enum fault
put_old(struct txn *txn, const struct idempotency *once, const char *text, size_t head)
{
    uint8_t key[4 + SHA256_BYTES], row[128];
    struct encoder k = encoder_over(key, sizeof key), p = encoder_over(row, sizeof row);
    encode_u32(&k, once->api_key);
    encode_bytes(&k, once->name, SHA256_BYTES);
    encode_timestamp(&p, once->now);
    encode_bytes(&p, once->request, SHA256_BYTES);
    encode_u16(&p, 201);
    encode_bytes(&p, text, strlen(text));
    return row_put(txn, TABLE_IDEMPOTENCY, encoder_key(&k), row, head > 0 ? head : p.length);
}

static enum fault
read_old(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct idempotency once = asked(1, "name", "body", 1000, 0);
    CHECK(put_old(txn, &once, "abcdefg\n{\"code\":\"abcdefg\"}\n", 0) == FAULT_NONE);
    CHECK(idempotency_get(txn, &once) == FAULT_NONE);
    CHECK(answers(&once, 201, NULL, "{\"code\":\"abcdefg\"}\n", 19));
    CHECK(find(txn, &once, asked(1, "name", "another body", 1000, 0)) == FAULT_REFUSED);
    CHECK(find(txn, &once, asked(1, "name", "body", 1000, 1001)) == FAULT_MISSING);
    once = asked(1, "name", "body", 1000, 0);
    CHECK(put_old(txn, &once, "\n[]", 0) == FAULT_NONE);
    CHECK(idempotency_get(txn, &once) == FAULT_NONE);
    CHECK(answers(&once, 201, NULL, "[]", 2));
    idempotency_clear(&once);
    CHECK(put_old(txn, &once, "no line feed", 0) == FAULT_NONE);
    CHECK(idempotency_get(txn, &once) == FAULT_SYSTEM);
    for (size_t head = 1; head <= 8 + SHA256_BYTES + 2; head++) { /* cut off */
        CHECK(put_old(txn, &once, "", head) == FAULT_NONE);
        CHECK(idempotency_get(txn, &once) == FAULT_SYSTEM);
    }
    CHECK(once.answer.body == NULL);
    return FAULT_NONE;
}

static void
a_row_of_the_older_form_is_read(void **state)
{
    store_fixture_transact(*state, read_old, NULL);
}

struct request {
    struct idempotency once;
    int made; /* answers made by this process */
};

/* As a handler: looks, and makes an answer when there is none. */
static enum fault
request_body(struct txn *txn, void *arg)
{
    struct request *r = arg;
    char body[16];
    r->made = 0;
    enum fault fault = find(txn, &r->once, asked(1, "name", "body", 1000, 0));
    if (fault != FAULT_MISSING)
        return fault;
    usleep(20000); /* while the other one asks */
    snprintf(body, sizeof body, "%d", (int)getpid());
    r->made = 1;
    set(&r->once, 201, NULL, body, strlen(body));
    return idempotency_put(txn, &r->once);
}

static int
ask(struct store_fixture *fixture, int nth)
{
    (void)nth;
    struct request r = {0};
    store_fixture_open(fixture);
    store_fixture_tell(here);
    const enum fault fault = env_txn(fixture->env, ENV_WRITE, request_body, &r);
    idempotency_clear(&r.once);
    store_fixture_close(fixture);
    return fault == FAULT_NONE ? r.made : 100;
}

static void
of_two_at_once_one_makes_the_answer(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    store_fixture_pipe(here);
    pid_t pids[3];
    int made = 0;
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(fixture, ask, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        made += store_fixture_wait(pids[i]);
    assert_int_equal(made, 1);
}

static enum fault
keep_three(struct txn *txn, void *arg)
{
    struct story *story = arg;
    for (int64_t at = 999; at <= 1001; at++) {
        struct idempotency once = asked((uint32_t)at, "name", "body", at, 0);
        set(&once, 201, NULL, "x", 1);
        CHECK(idempotency_put(txn, &once) == FAULT_NONE);
        idempotency_clear(&once);
    }
    return FAULT_NONE;
}

static void
only_what_is_over_is_swept(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t before = 1000;
    store_fixture_transact(fixture, keep_three, NULL);
    struct row_sweep sweep = {
        .table = TABLE_IDEMPOTENCY, .is_expired = idempotency_is_expired, .arg = &before, .looks = 10};
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(the_same_request_gets_the_same_answer),
        WITH_STORE(a_long_answer_comes_back_whole),
        WITH_STORE(without_a_key_nothing_is_kept),
        WITH_STORE(a_row_of_the_older_form_is_read),
        WITH_STORE(of_two_at_once_one_makes_the_answer),
        WITH_STORE(only_what_is_over_is_swept),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

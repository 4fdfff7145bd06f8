/*
 * link_domain_test.c: one code on two domains is two links, in whatever names them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/envelope.h"
#include "db/schedule.h"
#include "event/click.h"
#include "link/code_case.h"
#include "link/deleted_link.h"
#include "link/link_event.h"
#include "link/link_index.h"
#include "link/link_write.h"
#include "store_fixture.h"

#define DOMAIN "go.example.com"
#define NAME   "//" DOMAIN "/abc"

static struct link here, there, got;

static void
make(const char *code)
{
    store_fixture_link(&here, code, "https://example.com/here");
    store_fixture_link(&there, code, "https://example.com/there");
    strcpy(there.domain, DOMAIN);
}

static void
the_same_code_is_two_links(void **state)
{
    struct store_fixture *f = *state;
    make("abc");
    assert_int_equal(store_fixture_link_add(f, &here), FAULT_NONE);
    assert_int_equal(store_fixture_link_add(f, &there), FAULT_NONE);
    assert_int_equal(store_fixture_link_add(f, &there), FAULT_EXISTS);
    assert_int_equal(link_get(env_read(f->env), "abc", &got), FAULT_NONE);
    assert_string_equal(got.url, "https://example.com/here");
    assert_string_equal(got.domain, "");
    assert_int_equal(link_get(env_read(f->env), NAME, &got), FAULT_NONE);
    assert_string_equal(got.url, "https://example.com/there");
    assert_string_equal(got.domain, DOMAIN);
    assert_string_equal(got.code, "abc");
    assert_int_equal(link_find(env_read(f->env), "//other.example.com/abc", &got), FAULT_MISSING);
    assert_int_equal(link_get_owned(env_read(f->env), NAME, there.owner, &got), FAULT_NONE);
    assert_int_equal(link_get_owned(env_read(f->env), NAME, there.owner + 1, &got), FAULT_MISSING);
    assert_int_equal(link_get_owned(env_read(f->env), "//" DOMAIN "/", 0, &got), FAULT_MISSING);
    assert_int_equal(link_get_owned(env_read(f->env), "//" DOMAIN, 0, &got), FAULT_MISSING);
}

/* Stores from before there were domains have codes for keys, and so have the links of the default one now. */
static void
the_key_of_the_default_domain_is_the_code(void **state)
{
    struct store_fixture *f = *state;
    uint8_t row[LINK_ROW_MAX];
    size_t length;
    make("abc");
    assert_int_equal(store_fixture_link_add(f, &here), FAULT_NONE);
    assert_int_equal(
        row_get(env_read(f->env), TABLE_LINK, (struct row_key){"abc", 3}, row, sizeof row, &length),
        FAULT_NONE);
    assert_int_equal(link_from_row((struct row_key){"abc", 3}, row, length, &got), FAULT_NONE);
    assert_string_equal(got.domain, "");
    assert_int_equal(link_from_row((struct row_key){NAME, strlen(NAME)}, row, length, &got), FAULT_NONE);
    assert_string_equal(got.domain, DOMAIN);
    assert_int_equal(link_from_row((struct row_key){"//x", 3}, row, length, &got), FAULT_INPUT);
    assert_string_equal(got.code, "");
}

static bool
take_name(const struct link *link, void *arg)
{
    char name[LINK_NAME_MAX + 1];
    link_name(link, name);
    strcat(arg, name);
    strcat(arg, " ");
    return true;
}

static enum fault
index_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    make("abc");
    there.created = here.created + 1;
    CHECK(link_add(txn, &here) == FAULT_NONE && link_add(txn, &there) == FAULT_NONE);
    CHECK(link_index_check(txn, &here) == FAULT_NONE && link_index_check(txn, &there) == FAULT_NONE);
    got = here;
    CHECK(link_find_same(txn, &got, here.created + 9) == FAULT_NONE && got.domain[0] == '\0');
    strcpy(got.domain, DOMAIN);
    CHECK(link_find_same(txn, &got, here.created + 9) == FAULT_MISSING);
    return FAULT_NONE;
}

static void
lists_have_both(void **state)
{
    struct store_fixture *f = *state;
    char names[512] = "", rest[512] = "";
    struct link_list list = {.group = LINK_GROUP_ALL}, after = {.group = LINK_GROUP_ALL};
    store_fixture_transact(f, index_body, NULL);
    assert_int_equal(link_list_visit(env_read(f->env), &list, take_name, names), FAULT_NONE);
    assert_string_equal(names, NAME " abc ");
    after.after.created = there.created;
    strcpy(after.after.name, NAME);
    assert_int_equal(link_list_visit(env_read(f->env), &after, take_name, rest), FAULT_NONE);
    assert_string_equal(rest, "abc ");
}

static void
case_is_ignored_on_each(void **state)
{
    struct store_fixture *f = *state;
    struct code_case_collision collision;
    make("AbC");
    assert_int_equal(store_fixture_link_add(f, &here), FAULT_NONE);
    assert_int_equal(store_fixture_link_add(f, &there), FAULT_NONE);
    assert_int_equal(code_case_ignore(f->env, &collision), FAULT_NONE);
    assert_int_equal(link_find(env_read(f->env), NAME, &got), FAULT_NONE);
    assert_string_equal(got.url, "https://example.com/there");
    assert_int_equal(link_find(env_read(f->env), "ABC", &got), FAULT_NONE);
    assert_string_equal(got.url, "https://example.com/here");
    make("aBc");
    assert_int_equal(store_fixture_link_add(f, &there), FAULT_EXISTS);
    strcpy(there.domain, "other.example.com");
    assert_int_equal(store_fixture_link_add(f, &there), FAULT_NONE);
}

static enum fault
delete_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    make("abc");
    CHECK(link_add(txn, &here) == FAULT_NONE && link_add(txn, &there) == FAULT_NONE);
    CHECK(link_delete(txn, &there, 1000, 2000) == FAULT_NONE);
    CHECK(link_get(txn, NAME, &got) == FAULT_MISSING && link_get(txn, "abc", &got) == FAULT_NONE);
    CHECK(link_restore(txn, "abc", 0, 1500, &got) == FAULT_MISSING);
    CHECK(link_restore(txn, NAME, 0, 1500, &got) == FAULT_NONE && strcmp(got.domain, DOMAIN) == 0);
    CHECK(link_get(txn, NAME, &got) == FAULT_NONE && got.id == there.id);
    return FAULT_NONE;
}

static void
one_is_deleted_and_restored(void **state)
{
    store_fixture_transact(*state, delete_body, NULL);
}

/* The longest name is due too, and found by what is due. */
static enum fault
schedule_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct schedule_entry due = {0};
    char name[LINK_NAME_MAX + 1];
    make("abc");
    memset(there.domain, 'd', DOMAIN_NAME_MAX);
    memset(there.code, 'c', SHORT_CODE_MAX);
    there.domain[DOMAIN_NAME_MAX] = there.code[SHORT_CODE_MAX] = '\0';
    memset(there.labels.campaign, 'l', LABEL_MAX);
    there.expires = 500;
    link_name(&there, name);
    CHECK(link_add(txn, &there) == FAULT_NONE);
    CHECK(schedule_next(txn, &due, 1000, &due) == FAULT_NONE && strcmp(due.name, name) == 0);
    CHECK(link_get(txn, due.name, &got) == FAULT_NONE && strcmp(got.domain, there.domain) == 0);
    CHECK(link_index_check(txn, &there) == FAULT_NONE);
    CHECK(link_delete(txn, &there, 1000, 2000) == FAULT_NONE);
    CHECK(link_restore(txn, name, 0, 1500, &got) == FAULT_NONE);
    return FAULT_NONE;
}

static void
the_longest_name_has_room_everywhere(void **state)
{
    store_fixture_transact(*state, schedule_body, NULL);
}

static enum fault
event_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    static struct event event;
    static struct link_event told;
    make("abc");
    CHECK(link_event_append(txn, &there, LINK_EVENT_CREATED, 1000) == FAULT_NONE);
    CHECK(event_log_read(txn, 1, &event) == FAULT_NONE && link_event_decode(&event, &told) == FAULT_NONE);
    CHECK(strcmp(told.code, "abc") == 0 && strcmp(told.domain, DOMAIN) == 0);
    struct json_object *sent = envelope_create(&event), *detail = NULL;
    CHECK(sent != NULL && json_object_object_get_ex(sent, "detail", &detail));
    CHECK(strcmp(json_member(detail, "code"), "abc") == 0 &&
          strcmp(json_member(detail, "domain"), DOMAIN) == 0);
    json_object_put(sent);
    return FAULT_NONE;
}

static void
an_event_says_the_domain(void **state)
{
    store_fixture_transact(*state, event_body, NULL);
}

static void
a_click_says_the_domain(void **state)
{
    uint8_t bytes[CLICK_BYTES_MAX];
    size_t length, plain;
    struct click click = {.link = 7, .code = {"abc", 3}, .query = {"a=//b/c", 7}}, out;
    (void)state;
    assert_int_equal(click_encode(&click, bytes, sizeof bytes, &plain), FAULT_NONE);
    assert_int_equal(click_decode(bytes, plain, &out), FAULT_NONE);
    assert_int_equal(out.domain.length, 0);
    assert_int_equal(click_name(&out).length, 3);
    click.domain = (struct click_text){DOMAIN, strlen(DOMAIN)};
    assert_int_equal(click_encode(&click, bytes, sizeof bytes, &length), FAULT_NONE);
    assert_int_equal(length, plain + 3 + strlen(DOMAIN));
    assert_int_equal(click_decode(bytes, length, &out), FAULT_NONE);
    assert_int_equal(out.code.length, 3);
    assert_memory_equal(out.code.bytes, "abc", 3);
    assert_int_equal(out.domain.length, strlen(DOMAIN));
    assert_memory_equal(out.domain.bytes, DOMAIN, strlen(DOMAIN));
    assert_int_equal(click_name(&out).length, strlen(NAME));
    assert_memory_equal(click_name(&out).bytes, NAME, strlen(NAME));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(the_same_code_is_two_links),
        WITH_STORE(the_key_of_the_default_domain_is_the_code),
        WITH_STORE(lists_have_both),
        WITH_STORE(case_is_ignored_on_each),
        WITH_STORE(one_is_deleted_and_restored),
        WITH_STORE(the_longest_name_has_room_everywhere),
        WITH_STORE(an_event_says_the_domain),
        cmocka_unit_test(a_click_says_the_domain),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * link_report_test.c: reports of links, and how many there can be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_report.h"

#include "store_fixture.h"

static struct link shown;
static struct link_report report;

struct adding {
    const char *code;
    unsigned count;
};

static enum fault
add_body(struct txn *txn, void *arg)
{
    const struct adding *adding = arg;
    enum fault fault = FAULT_NONE;
    for (unsigned i = 0; i < adding->count && fault == FAULT_NONE; i++) {
        store_fixture_link(&shown, adding->code, "https://example.com/");
        report = (struct link_report){.at = 1 + i, .reason = LINK_REPORT_SPAM, .text = "T"};
        fault = link_report_add(txn, &shown, &report);
    }
    return fault;
}

static enum fault
add(struct env *env, const char *code, unsigned count)
{
    struct adding adding = {code, count};
    return env_txn(env, ENV_WRITE, add_body, &adding);
}

static enum fault
remove_body(struct txn *txn, void *id)
{
    return link_report_remove(txn, *(const uint64_t *)id);
}

static unsigned
count(struct env *env, uint64_t *first)
{
    unsigned found = 0;
    report.id = 0;
    *first = 0;
    while (link_report_next(env_read(env), &report) == FAULT_NONE) {
        *first = found == 0 ? report.id : *first;
        found++;
    }
    return found;
}

static void
a_link_has_no_more_than_it_may_have(void **state)
{
    struct env *env = ((struct store_fixture *)*state)->env;
    uint64_t first;
    assert_int_equal(add(env, "a", LINK_REPORTS_OF_ONE), FAULT_NONE);
    assert_int_equal(add(env, "a", 1), FAULT_EXISTS);
    assert_int_equal(add(env, "b", 1), FAULT_NONE);
    assert_int_equal(count(env, &first), LINK_REPORTS_OF_ONE + 1);
    assert_int_equal(first, 1);
    assert_int_equal(env_txn(env, ENV_WRITE, remove_body, &first), FAULT_NONE);
    assert_int_equal(env_txn(env, ENV_WRITE, remove_body, &first), FAULT_MISSING);
    assert_int_equal(add(env, "a", 1), FAULT_NONE);
    assert_int_equal(add(env, "a", 1), FAULT_EXISTS);
    assert_int_equal(count(env, &first), LINK_REPORTS_OF_ONE + 1);
}

static void
the_oldest_goes_when_the_table_is_full(void **state)
{
    struct env *env = ((struct store_fixture *)*state)->env;
    char code[16];
    uint64_t first;
    for (unsigned i = 0; i < LINK_REPORTS_MAX / LINK_REPORTS_OF_ONE; i++) {
        snprintf(code, sizeof code, "link%u", i);
        assert_int_equal(add(env, code, LINK_REPORTS_OF_ONE), FAULT_NONE);
    }
    assert_int_equal(count(env, &first), LINK_REPORTS_MAX);
    assert_int_equal(first, 1);
    assert_int_equal(add(env, "one-more", 1), FAULT_NONE);
    assert_int_equal(count(env, &first), LINK_REPORTS_MAX);
    assert_int_equal(first, 2);
    assert_int_equal(add(env, "link0", 1), FAULT_NONE); /* one of its own is gone */
    assert_int_equal(count(env, &first), LINK_REPORTS_MAX);
    assert_int_equal(first, 3);
}

static void
what_was_reported_comes_back(void **state)
{
    struct env *env = ((struct store_fixture *)*state)->env;
    enum link_report_reason reason;
    assert_int_equal(add(env, "abc", 1), FAULT_NONE);
    report = (struct link_report){.id = 0};
    assert_int_equal(link_report_next(env_read(env), &report), FAULT_NONE);
    assert_string_equal(report.code, "abc");
    assert_string_equal(report.domain, "");
    assert_string_equal(report.url, "https://example.com/");
    assert_string_equal(report.text, "T");
    assert_int_equal(report.reason, LINK_REPORT_SPAM);
    assert_int_equal(link_report_next(env_read(env), &report), FAULT_MISSING);
    assert_int_equal(link_report_reason_parse("malware", &reason), FAULT_NONE);
    assert_string_equal(link_report_reason_name(reason), "malware");
    assert_int_equal(link_report_reason_parse("", &reason), FAULT_INPUT);
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_link_has_no_more_than_it_may_have),
        WITH_STORE(the_oldest_goes_when_the_table_is_full),
        WITH_STORE(what_was_reported_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * log_test.c: no input can forge a line, and no line is longer than it may be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/log.h"

#include "store_fixture.h"

static char said[4096];

/* Runs say in a child with its standard error in `said`; returns the child's status. */
static int
listen(int (*say)(struct store_fixture *, int), int nth)
{
    int ends[2], kept = dup(STDERR_FILENO);
    store_fixture_pipe(ends);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    const int status = store_fixture_wait(store_fixture_child(NULL, say, nth));
    dup2(kept, STDERR_FILENO);
    close(kept);
    size_t length = 0;
    for (ssize_t n;
         length < sizeof said - 1 && (n = read(ends[0], said + length, sizeof said - 1 - length)) > 0;)
        length += (size_t)n;
    said[length] = '\0';
    close(ends[0]);
    return status;
}

static int
say_levels(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    (void)nth;
    log_open("curt-test");
    log_info("a %d", 1);
    log_warn("b");
    log_error("c");
    log_fatal("%s", "d");
}

static void
levels_are_named_and_fatal_exits_with_1(void **state)
{
    char wanted[256];
    (void)state;
    assert_int_equal(listen(say_levels, 0), 1);
    int pid;
    assert_int_equal(sscanf(said, "curt-test[%d]: ", &pid), 1);
    snprintf(wanted, sizeof wanted,
        "curt-test[%d]: a 1\ncurt-test[%d]: warning: b\ncurt-test[%d]: error: c\ncurt-test[%d]: fatal: d\n",
        pid, pid, pid, pid);
    assert_string_equal(said, wanted);
}

static int
say_forged(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    (void)nth;
    log_error("no link %s", "x\ncurt[1]: all is well\r\x1b[2J\x7f");
    return 0;
}

static void
control_characters_forge_no_line(void **state)
{
    (void)state;
    assert_int_equal(listen(say_forged, 0), 0);
    assert_non_null(strstr(said, "no link x?curt[1]: all is well??[2J?\n"));
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
}

static int
say_long(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    char text[3000];
    memset(text, 'x', sizeof text);
    text[nth] = '\0';
    log_info("%s", text);
    return 0;
}

static void
a_line_has_at_most_1024_bytes(void **state)
{
    (void)state;
    for (int length = 980; length < 1040; length++) {
        assert_int_equal(listen(say_long, length), 0);
        const size_t got = strlen(said);
        assert_true(got <= 1024);
        assert_int_equal(said[got - 1], '\n');
    }
    assert_int_equal(listen(say_long, 2999), 0);
    assert_true(strlen(said) <= 1024);
    assert_int_equal(said[strlen(said) - 1], '\n');
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_named_and_fatal_exits_with_1),
        cmocka_unit_test(control_characters_forge_no_line),
        cmocka_unit_test(a_line_has_at_most_1024_bytes),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * log_test.c: no input can forge a line, no line is longer than it may be, the journal is told the
 * priority, and a file the time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/log.h"

#include <sys/stat.h>

#include "base/timestamp.h"
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

/* What JOURNAL_STREAM may hold, with the numbers of standard error between before and after. */
static const struct {
    const char *before, *after;
    bool numbers, journal;
} streams[] = {
    {"", "", true, true},
    {"", "1", true, false},
    {"1", "", true, false},
    {"", " ", true, false},
    {"", ":0", true, false},
    {"8:", "", true, false},
    {"", "", false, false},
    {"none", "", false, false},
    {"8", "", false, false},
    {"8:", "", false, false},
    {":4711", "", false, false},
    {"8:4711", "", false, false},
};

static int
say_to_journal(struct store_fixture *fixture, int nth)
{
    char numbers[64] = "", stream[128];
    struct stat out;
    (void)fixture;
    if (streams[nth].numbers && fstat(STDERR_FILENO, &out) == 0)
        snprintf(numbers, sizeof numbers, "%ju:%ju", (uintmax_t)out.st_dev, (uintmax_t)out.st_ino);
    snprintf(stream, sizeof stream, "%s%s%s", streams[nth].before, numbers, streams[nth].after);
    setenv("JOURNAL_STREAM", stream, 1);
    return say_levels(fixture, nth);
}

static void
the_journal_is_told_the_priority(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        assert_int_equal(listen(say_to_journal, (int)i), 1);
        const char *wanted[] = {"<6>curt-test[", "<4>curt-test[", "<3>curt-test[", "<2>curt-test["};
        char *line = strtok(said, "\n");
        for (size_t k = 0; k < 4; k++, line = strtok(NULL, "\n")) {
            assert_non_null(line);
            const char *text = streams[i].journal ? wanted[k] : wanted[k] + 3;
            assert_memory_equal(line, text, strlen(text));
        }
        assert_null(line);
    }
}

static void
a_file_is_given_the_time(void **state)
{
    const int kept = dup(STDERR_FILENO);
    const int64_t before = timestamp_now();
    int64_t told;
    char line[256], text[TIMESTAMP_SIZE];
    FILE *file = tmpfile();
    (void)state;
    assert_non_null(file);
    dup2(fileno(file), STDERR_FILENO);
    log_open("curt-test");
    log_warn("%s", "b");
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_int_equal(sscanf(line, "%31s curt-test[", text), 1);
    assert_int_equal(timestamp_parse(text, &told), FAULT_NONE);
    assert_true(told >= before - TIMESTAMP_SECOND && told <= timestamp_now());
    assert_non_null(strstr(line, "Z curt-test["));
    assert_non_null(strstr(line, "]: warning: b\n"));
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
        cmocka_unit_test(the_journal_is_told_the_priority),
        cmocka_unit_test(a_file_is_given_the_time),
        cmocka_unit_test(control_characters_forge_no_line),
        cmocka_unit_test(a_line_has_at_most_1024_bytes),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * sql_dump_test.c: dumps as mysqldump and phpMyAdmin write them, with what texts may have in them, and dumps
 * that are cut at every place.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/sql_dump.h"

#include "store_fixture.h"

/* What was read, as text: "table[name=text]...", NULL as ~, a bad row as !; and how it ended. */
struct story_so_far {
    char text[4096];
    enum fault end;
};

static void
read_dump(const char *dump, size_t length, struct story_so_far *story)
{
    struct import_record record;
    struct import_why why;
    FILE *file = fmemopen((char *)(uintptr_t)dump, length, "r");
    assert_non_null(file);
    struct sql_dump *d = sql_dump_create(file, &why);
    size_t at = 0;
    story->text[0] = '\0';
    while ((story->end = sql_dump_next(d, &record)) == FAULT_NONE) {
        char *to = story->text;
        const size_t size = sizeof story->text;
        at += (size_t)snprintf(to + at, size - at, "%s%s", record.table, record.why != NULL ? "!" : "");
        for (size_t i = 0; i < record.count; i++)
            at += (size_t)snprintf(to + at, size - at, "[%s=%s]", record.names[i],
                record.texts[i] != NULL ? record.texts[i] : "~");
        assert_true(at < size);
    }
    sql_dump_free(d);
    fclose(file);
}

static void
check(const char *dump, const char *wanted)
{
    struct story_so_far story;
    read_dump(dump, strlen(dump), &story);
    assert_string_equal(story.text, wanted);
    assert_int_equal(story.end, FAULT_MISSING);
}

static void
rows_have_the_names_of_their_columns(void **state)
{
    (void)state;
    check("INSERT INTO `t` (`a`, `b`) VALUES (1,'x'),(2,'y');", "t[a=1][b=x]t[a=2][b=y]");
    check("insert ignore into t (a) values ('x') , ('y');REPLACE INTO `u` (`b`) VALUES (-1.5);",
        "t[a=x]t[a=y]u[b=-1.5]");
    check("CREATE TABLE `t` (`a` enum('x,y)','z') NOT NULL DEFAULT 'x', `b` decimal(10,2), PRIMARY KEY "
          "(`a`,`b`),"
          " KEY `k` (`b`)) ENGINE=InnoDB COMMENT=';';\nINSERT INTO `t` VALUES ('x,y)',1.00);",
        "t[a=x,y)][b=1.00]");
    check("CREATE TABLE IF NOT EXISTS t (a int, b int);INSERT INTO `d`.`t` VALUES (1,2);", "t[a=1][b=2]");
    check("", "");
}

static void
texts_are_as_mysql_reads_them(void **state)
{
    (void)state;
    check("INSERT INTO t (a) VALUES ('it''s \\'\\\"\\\\ \\n\\t\\r\\b\\Z \\% \\_ \\q');",
        "t[a=it's '\"\\ \n\t\r\b\032 \\% \\_ q]");
    check("INSERT INTO t (a,b,c,d,e) VALUES (NULL,'NULL',0x4142,x'43',_binary 'D');",
        "t[a=~][b=NULL][c=AB][d=C][e=D]");
    check("INSERT INTO t (a) VALUES (\"a\"\"b'c\");", "t[a=a\"b'c]");
    check("INSERT INTO t (a) VALUES ('(1),(2);'),('-- no'),('/* no */');",
        "t[a=(1),(2);]t[a=-- no]t[a=/* no */]");
    check("INSERT INTO t (a) VALUES ('a\\0b'),('good');", "t!t[a=good]");
}

static void
what_is_no_row_is_passed_over(void **state)
{
    (void)state;
    check("-- it's a comment\n# it's one\n/* it's one; */ /*!40101 SET x='y' */;\nSET NAMES utf8;\n"
          "CREATE VIEW v AS SELECT 'INSERT INTO t VALUES (1);';\n"
          "INSERT INTO t SELECT * FROM u;\nINSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a=(2);\n",
        "t[a=1]");
}

static void
a_bad_row_is_told_and_the_next_is_read(void **state)
{
    (void)state;
    check("INSERT INTO t (a,b) VALUES (1),(1,2),(1,2,3),(0x4,2),(x'zz',2),(3,4);",
        "t!t[a=1][b=2]t!t!t!t[a=3][b=4]");
    check("INSERT INTO t VALUES (1);", "t!"); /* nobody said what its columns are */
}

static void
a_row_that_is_too_long_is_bad(void **state)
{
    static char dump[2 * SQL_DUMP_ROW_MAX];
    (void)state;
    size_t at = (size_t)sprintf(dump, "INSERT INTO t (a,b) VALUES ('");
    memset(dump + at, 'x', SQL_DUMP_ROW_MAX);
    strcpy(dump + at + SQL_DUMP_ROW_MAX, "',1),(1,2);");
    check(dump, "t!t[a=1][b=2]");
}

static void
a_dump_that_is_cut_gives_what_was_whole(void **state)
{
    static const char dump[] = "INSERT INTO t (a,b) VALUES (1,'x'),(2,'y');";
    struct story_so_far story;
    (void)state;
    for (size_t length = strlen("INSERT INTO t (a,b) VALUES"); length < strlen(dump); length++) {
        read_dump(dump, length, &story);
        const size_t rows = length + 1 == strlen(dump)                               ? 2
                            : length >= strlen("INSERT INTO t (a,b) VALUES (1,'x')") ? 1
                                                                                     : 0;
        assert_int_equal(strlen(story.text), rows * strlen("t[a=1][b=x]"));
        assert_int_equal(story.end, FAULT_INPUT);
    }
    read_dump("INSERT INTO t (a) VALUES (1); /* never", 38, &story);
    assert_string_equal(story.text, "t[a=1]");
    assert_int_equal(story.end, FAULT_INPUT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_have_the_names_of_their_columns),
        cmocka_unit_test(texts_are_as_mysql_reads_them),
        cmocka_unit_test(what_is_no_row_is_passed_over),
        cmocka_unit_test(a_bad_row_is_told_and_the_next_is_read),
        cmocka_unit_test(a_row_that_is_too_long_is_bad),
        cmocka_unit_test(a_dump_that_is_cut_gives_what_was_whole),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

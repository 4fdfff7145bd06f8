/*
 * export_line_test.c: lines of an export, both ways, and a log whose numbers have holes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/export_line.h"

#include "backup/export.h"
#include "backup/import.h"
#include "base/memory.h"
#include "db/queue.h"
#include "event/event_log.h"
#include "store_fixture.h"

static char line[EXPORT_LINE_MAX];
static uint8_t space[EXPORT_ROW_MAX + 3], copy[EXPORT_ROW_MAX + 3];

static void
comes_back(const struct export_row *row, struct json_object *shows)
{
    struct export_row got = {.row = copy};
    const size_t length = export_row_format(row, shows, line);
    assert_int_equal(strlen(line), length);
    assert_int_equal(line[length - 1], '\n');
    line[length - 1] = '\0';
    assert_int_equal(export_row_parse(line, length - 1, &got), FAULT_NONE);
    assert_int_equal(got.table, row->table);
    assert_int_equal(got.number, row->number);
    assert_int_equal(got.has_row, row->has_row);
    assert_int_equal(got.key_length, row->key_length);
    assert_memory_equal(got.key, row->key, row->key_length);
    assert_int_equal(got.length, row->length);
    assert_memory_equal(got.row, row->row, row->length);
}

static void
rows_come_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof space; i++)
        space[i] = (uint8_t)(i * 7);
    struct export_row row = {.table = TABLE_LINK, .has_row = true, .row = space, .key_length = 1};
    for (row.length = 0; row.length < 5; row.length++)
        comes_back(&row, NULL);
    row.length = EXPORT_ROW_MAX;
    row.key_length = ROW_KEY_MAX;
    memset(row.key, 0xff, ROW_KEY_MAX);
    comes_back(&row, NULL);
    struct json_object *shows = json_object_new_object();
    json_add_text(shows, "a", "\"\n");
    comes_back(&row, shows);
    assert_non_null(strstr(line, "\"shows\":{"));
    char *long_text = xcalloc(1, EXPORT_LINE_MAX + 1);
    memset(long_text, 'x', EXPORT_LINE_MAX);
    json_add_text(shows, "b", long_text);
    comes_back(&row, shows);
    assert_null(strstr(line, "\"shows\":{"));
    json_object_put(shows);
    free(long_text);
    row = (struct export_row){
        .table = TABLE_EVENT, .number = UINT64_C(5000000000), .has_row = true, .row = space, .length = 30};
    comes_back(&row, NULL);
    row = (struct export_row){.table = TABLE_EVENT, .number = 7, .row = space};
    comes_back(&row, NULL);
}

static void
what_is_no_row_is_refused(void **state)
{
    (void)state;
    static const char *const table[] = {"", "null", "[]", "17", "{}", "{\"kind\":\"link\"}",
        "{\"kind\":\"link\",\"key\":\"YQ==\"}", "{\"kind\":\"link\",\"row\":\"YQ==\"}",
        "{\"kind\":\"link\",\"key\":\"\",\"row\":\"YQ==\"}",
        "{\"kind\":\"link\",\"key\":\"YQ\",\"row\":\"\"}",
        "{\"kind\":\"link\",\"key\":\"YQ==\",\"row\":null}", "{\"kind\":\"link\",\"key\":1,\"row\":\"\"}",
        "{\"kind\":\"session\",\"key\":\"YQ==\",\"row\":\"\"}",
        "{\"kind\":null,\"key\":\"YQ==\",\"row\":\"\"}", "{\"kind\":\"event\",\"row\":\"\"}",
        "{\"kind\":\"event\",\"number\":0,\"row\":\"\"}", "{\"kind\":\"event\",\"number\":-1}",
        "{\"kind\":\"event\",\"number\":\"1\"}", "{\"kind\":\"event\",\"number\":1.5}"};
    for (size_t i = 0; i < COUNT(table); i++) {
        struct export_row row = {.row = copy};
        if (export_row_parse(table[i], strlen(table[i]), &row) != FAULT_INPUT)
            fail_msg("%s is taken", table[i]);
    }
}

struct number {
    uint64_t at;
    bool reserve;
};

static enum fault
put_event(struct txn *txn, void *arg)
{
    static struct event event;
    const struct number *number = arg;
    if (number->reserve)
        return queue_reserve(txn, TABLE_EVENT, number->at);
    event = (struct event){.number = number->at, .at = 1, .kind = EVENT_CUSTOM, .length = 2000};
    memset(event.body, ' ', event.length); /* what records of a queue end with */
    event.body[0] = (uint8_t)number->at;
    return event_log_put(txn, &event);
}

/* Exports what the store has, and imports that into one that takes its place. */
static void
moves(struct store_fixture *fixture)
{
    static struct import_file file;
    static struct export_result exported;
    struct import_result imported;
    FILE *lines = tmpfile();
    assert_int_equal(export_write(fixture->env, &fixture->config, lines, NULL, NULL, &exported), FAULT_NONE);
    store_fixture_close(fixture);
    store_fixture_remove_directory(fixture->config.store_home);
    assert_int_equal(env_create(fixture->config.store_home), FAULT_NONE);
    rewind(lines);
    file = (struct import_file){.from = lines, .name = "it"};
    assert_int_equal(import_file_check(&file), FAULT_NONE);
    assert_int_equal(import_run(&fixture->config, &file, true, NULL, NULL, &imported), FAULT_NONE);
    fclose(lines);
    store_fixture_open(fixture);
}

/* What the log gives the next event. */
static enum fault
append(struct txn *txn, void *arg)
{
    (void)arg;
    return event_log_append(txn, EVENT_CUSTOM, 2, "x", 1);
}

static void
numbers_of_events_stay(void **state)
{
    static const struct {
        struct number numbers[4];
        uint64_t first, next;
    } table[] = {
        {{{0}}, 1, 1}, {{{1, false}, {2, false}}, 1, 3},
        {{{500, false}, {502, false}, {600, true}}, 500, 601},
        {{{4000, true}}, 4001, 4001}, /* all were trimmed, and the log goes on */
    };
    static struct event event;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct store_fixture *fixture = *state;
        uint64_t first, last;
        for (size_t n = 0; table[i].numbers[n].at > 0; n++) {
            struct number number = table[i].numbers[n];
            assert_int_equal(env_txn(fixture->env, ENV_WRITE, put_event, &number), FAULT_NONE);
        }
        moves(fixture);
        for (size_t n = 0; table[i].numbers[n].at > 0; n++) {
            const struct number *number = &table[i].numbers[n];
            assert_int_equal(event_log_read(env_read(fixture->env), number->at, &event),
                number->reserve ? FAULT_MISSING : FAULT_NONE);
            assert_true(number->reserve || (event.length == 2000 && event.body[0] == (uint8_t)number->at &&
                                               event.body[1999] == ' '));
        }
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, NULL), FAULT_NONE);
        assert_int_equal(event_log_range(fixture->env, 0, &first, &last), FAULT_NONE);
        assert_int_equal(last, table[i].next);
        assert_true(first <= table[i].first);
        store_fixture_end(state);
        store_fixture_begin(state);
    }
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back),
        cmocka_unit_test(what_is_no_row_is_refused),
        WITH_STORE(numbers_of_events_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

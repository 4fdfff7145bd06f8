/*
 * verify_test.c: what does not fit together in a store is found, and nothing else.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/verify.h"

#include <fcntl.h>

#include "base/timestamp.h"
#include "campaign/campaign_lifecycle.h"
#include "event/event_log.h"
#include "link/code_case.h"
#include "link/link_index.h"
#include "message/message_index.h"
#include "message/message_write.h"
#include "message/outbox.h"
#include "store_fixture.h"

struct found {
    unsigned damaged;
    uint64_t rows, faults;
    char tables[256], fault[256], first[128];
};

static void
see(const struct verify_result *result, void *arg)
{
    struct found *found = arg;
    found->rows += result->rows;
    found->faults += result->faults;
    if (result->faults == 0)
        return;
    found->damaged++;
    strcat(found->tables, result->name);
    strcpy(found->fault, result->fault);
    strcpy(found->first, result->first);
}

static struct found
verify(struct store_fixture *fixture)
{
    struct found found = {0};
    assert_int_equal(verify_store(fixture->env, see, &found), FAULT_NONE);
    return found;
}

static void
add_link(struct store_fixture *fixture, const char *code)
{
    static struct link link;
    store_fixture_link(&link, code, "https://example.com/");
    strcpy(link.labels.campaign, "spring");
    link.labels.tag_count = 1;
    strcpy(link.labels.tags[0], "one");
    assert_int_equal(store_fixture_link_add(fixture, &link), FAULT_NONE);
}

/* One of which nobody knows whether it was sent, and one that waits. */
static enum fault
add_message_body(struct txn *txn, void *arg)
{
    static struct message message;
    struct outbox waits = {.queue = 7, .due = 1};
    (void)arg;
    message = (struct message){.status = MESSAGE_REQUESTED, .created = 1};
    uuid_v7(timestamp_now(), message.id);
    memcpy(waits.id, message.id, UUID_BYTES);
    enum fault fault = message_add(txn, &message, "{}", 2);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &waits);
    if (fault != FAULT_NONE)
        return fault;
    message = (struct message){.status = MESSAGE_UNKNOWN, .created = 1};
    uuid_v7(timestamp_now(), message.id);
    strcpy(message.to, "+447700900000");
    strcpy(message.campaign, "spring");
    return message_add(txn, &message, "{}", 2);
}

static void
add_campaign(struct store_fixture *fixture)
{
    static struct campaign campaign;
    struct input_error error;
    campaign = (struct campaign){.name = "spring", .recipients = 5, .taken = 2, .template = "{}"};
    assert_int_equal(campaign_create(fixture->env, &campaign, 7, 0, &error), FAULT_NONE);
}

/* Links, one with capitals where case is ignored, and a message. */
static void
fill(struct store_fixture *fixture)
{
    struct code_case_collision collision;
    assert_int_equal(code_case_ignore(fixture->env, &collision), FAULT_NONE);
    add_link(fixture, "AbC");
    for (int i = 0; i < 120; i++) { /* several transactions of the walk */
        char code[16];
        snprintf(code, sizeof code, "code%03d", i);
        add_link(fixture, code);
    }
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_message_body, NULL), FAULT_NONE);
    add_campaign(fixture);
}

static void
a_whole_store_has_no_faults(void **state)
{
    struct store_fixture *fixture = *state;
    const struct found empty = verify(fixture);
    assert_int_equal(empty.damaged, 0);
    fill(fixture);
    const struct found found = verify(fixture);
    assert_string_equal(found.tables, "");
    assert_true(found.rows >= empty.rows + 121 * 8 + 6);
}

/* One row of a table goes, or comes. */
struct tampering {
    enum table table;
    const char *begins; /* of the table's rows, the first whose key begins so; NULL: a row is made */
    size_t length;
    const char *damaged, *fault;
};

static enum fault
tamper(struct txn *txn, void *arg)
{
    const struct tampering *t = arg;
    struct cursor cursor;
    if (t->begins == NULL) { /* like the first one, but for its end */
        enum fault fault = row_next(txn, t->table, (struct row_key){"", 0}, &cursor, NULL, 0);
        cursor.key[cursor.key_length - 1] ^= 0x55;
        return fault == FAULT_NONE
                   ? row_put(txn, t->table, (struct row_key){cursor.key, cursor.key_length}, "zzz", 3)
                   : fault;
    }
    uint8_t row[4096];
    enum fault fault = cursor_open(
        &cursor, txn, t->table, (struct row_key){t->begins, t->length}, row, sizeof row);
    if (fault == FAULT_NONE)
        fault = cursor_next(&cursor);
    if (fault == FAULT_NONE)
        fault = cursor_remove(&cursor);
    cursor_close(&cursor);
    return fault;
}

static void
what_does_not_fit_is_found(void **state)
{
    static const struct tampering tamperings[] = {
        {TABLE_LINK_INDEX, "a", 1, "link.db", "links are missing in their lists"},
        {TABLE_LINK_INDEX, "c", 1, "link.db", "links are missing in their lists"},
        {TABLE_LINK_INDEX, "t", 1, "link.db", "links are missing in their lists"},
        {TABLE_LINK_INDEX, "u", 1, "link.db", "links are missing in their lists"},
        {TABLE_LINK_INDEX, NULL, 0, "link_index.db", "it has links that are not there"},
        {TABLE_LINK, "code100", 7, "link_index.db", "it has links that are not there"},
        {TABLE_LINK, NULL, 0, "link.db", "links cannot be read"},
        {TABLE_CODE_CASE, "abc", 3, "link.db", "links are not found in small letters"},
        {TABLE_CODE_CASE, NULL, 0, "code_case.db", "it has links that are not there"},
        {TABLE_MESSAGE_INDEX, "a", 1, "message.db", "messages are missing in their lists"},
        {TABLE_MESSAGE_INDEX, "c", 1, "message.db", "messages are missing in their lists"},
        {TABLE_MESSAGE_INDEX, "t", 1, "message.db", "messages are missing in their lists"},
        {TABLE_MESSAGE_INDEX, "u", 1, "message.db", "messages are missing in their lists"},
        {TABLE_MESSAGE_INDEX, NULL, 0, "message_index.db", "it has messages that are not there"},
        {TABLE_MESSAGE_BODY, "", 0, "message.db", "messages have no body"},
        {TABLE_MESSAGE, "", 0, "message_index.db", "it has messages that are not there"},
        {TABLE_OUTBOX, "", 0, "outbox.db", "messages that are to be sent are missing in it"},
        {TABLE_CAMPAIGN, "spring", 6, "campaign_usage.db", "it is not what the campaigns add up to"},
    };
    struct store_fixture *fixture = *state;
    fill(fixture);
    for (size_t i = 0; i < COUNT(tamperings); i++) {
        const struct tampering *t = &tamperings[i];
        struct found found = verify(fixture);
        assert_int_equal(found.damaged, 0);
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, tamper, (void *)(uintptr_t)t), FAULT_NONE);
        found = verify(fixture);
        if (strcmp(found.tables, t->damaged) != 0 || strcmp(found.fault, t->fault) != 0)
            fail_msg("case %zu: %s in %s", i, found.fault, found.tables);
        assert_true(found.first[0] != '\0' || t->table == TABLE_OUTBOX);
        store_fixture_end(state);
        store_fixture_begin(state);
        fixture = *state;
        fill(fixture);
    }
}

static void
damaged_rules_of_a_link_are_found(void **state)
{
    static const uint8_t rules[][8] = {{9}, {1}, {1, 0, 9}, {1, 0, 4, 3, 0, 1, 0}};
    static struct link link;
    for (size_t i = 0; i < COUNT(rules); i++) {
        struct store_fixture *fixture = *state;
        fill(fixture);
        store_fixture_link(&link, "ruled", "https://example.com/");
        strcpy(link.domain, "go.example.com");
        link.rules.length = sizeof rules[i];
        memcpy(link.rules.bytes, rules[i], sizeof rules[i]);
        assert_int_equal(store_fixture_link_add(fixture, &link), FAULT_NONE);
        const struct found found = verify(fixture);
        assert_string_equal(found.tables, "link.db");
        assert_string_equal(found.fault, "links have redirect rules that cannot be read");
        assert_string_equal(found.first, "//go.example.com/ruled");
        store_fixture_end(state);
        store_fixture_begin(state);
    }
}

static enum fault
append(struct txn *txn, void *arg)
{
    static uint8_t body[100];
    return event_log_append(txn, EVENT_CUSTOM, timestamp_now(), body, *(const size_t *)arg);
}

/* Files of a store that is closed; *found is what was told. */
static enum fault
verify_closed(struct store_fixture *fixture, struct found *found)
{
    *found = (struct found){0};
    return verify_files(fixture->config.store_home, see, found);
}

static void
a_lost_file_of_the_log_is_found(void **state)
{
    struct store_fixture *fixture = *state;
    char path[256];
    size_t length = sizeof(uint8_t[100]);
    struct found found;
    for (int i = 0; i < 26000; i++) /* a file has 25,600 */
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, &length), FAULT_NONE);
    assert_int_equal(verify(fixture).damaged, 0);
    assert_int_equal(env_checkpoint(fixture->env), FAULT_NONE);
    store_fixture_close(fixture);
    assert_int_equal(verify_closed(fixture, &found), FAULT_NONE);
    assert_int_equal(found.damaged, 0);
    snprintf(path, sizeof path, "%s/db/__dbq.event_log.db.0", fixture->config.store_home);
    assert_int_equal(unlink(path), 0);
    store_fixture_open(fixture);
    found = verify(fixture);
    assert_string_equal(found.tables, "event_log.db");
    assert_string_equal(found.fault, "files of it are missing");
}

static void
a_damaged_page_is_found(void **state)
{
    struct store_fixture *fixture = *state;
    char path[256];
    static uint8_t noise[2000];
    struct found found;
    fill(fixture);
    assert_int_equal(verify_closed(fixture, &found), FAULT_REFUSED);
    assert_int_equal(env_checkpoint(fixture->env), FAULT_NONE);
    store_fixture_close(fixture);
    assert_int_equal(verify_closed(fixture, &found), FAULT_NONE);
    assert_int_equal(found.damaged, 0);
    memset(noise, 0x5a, sizeof noise);
    snprintf(path, sizeof path, "%s/db/link.db", fixture->config.store_home);
    const int file = open(path, O_WRONLY);
    assert_int_equal(pwrite(file, noise, sizeof noise, 2 * 4096), sizeof noise);
    close(file);
    assert_int_equal(verify_closed(fixture, &found), FAULT_NONE);
    assert_string_equal(found.tables, "link.db");
    store_fixture_open(fixture);
    found = verify(fixture);
    assert_int_equal(strncmp(found.tables, "link.db", 7), 0);
    assert_string_equal(found.fault, "its file is damaged");
    assert_string_equal(found.first, "page 2");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_whole_store_has_no_faults),
        WITH_STORE(what_does_not_fit_is_found),
        WITH_STORE(damaged_rules_of_a_link_are_found),
        WITH_STORE(a_lost_file_of_the_log_is_found),
        WITH_STORE(a_damaged_page_is_found),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

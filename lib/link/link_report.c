/*
 * link_report.c: the table of reports: each by its id, how many a link has by its name, and how many there
 * are.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_report.h"

#include <string.h>

#include "base/json.h"
#include "db/codec.h"
#include "link/link_event.h"
#include "link/link_json.h"

enum {
    REPORT_BY_ID = 'i',
    REPORT_OF_NAME = 'n',
    REPORT_ALL = 'a',
    REPORT_ID_KEY = 9,
    REPORT_ROW_MAX = 8 + 1 + 3 * 2 + LINK_NAME_MAX + URL_MAX + LINK_REPORT_TEXT_MAX,
    REPORT_ALL_BYTES = 16
};

static const char *const report_reasons[LINK_REPORT_REASONS] = {
    "phishing", "malware", "spam", "illegal", "other"};

struct report_key {
    uint8_t bytes[1 + LINK_NAME_MAX];
    size_t length;
};

static struct row_key
report_row_key(const struct report_key *key)
{
    return (struct row_key){key->bytes, key->length};
}

static struct report_key
report_by_id(uint64_t id)
{
    struct report_key key;
    struct encoder p = encoder_over(key.bytes, sizeof key.bytes);
    encode_u8(&p, REPORT_BY_ID);
    encode_u64(&p, id);
    key.length = p.length;
    return key;
}

static struct report_key
report_of_name(const char *name)
{
    struct report_key key;
    struct encoder p = encoder_over(key.bytes, sizeof key.bytes);
    encode_u8(&p, REPORT_OF_NAME);
    encode_bytes(&p, name, strlen(name));
    key.length = p.length;
    return key;
}

const char *
link_report_reason_name(enum link_report_reason reason)
{
    return reason < LINK_REPORT_REASONS ? report_reasons[reason] : NULL;
}

enum fault
link_report_reason_parse(const char *name, enum link_report_reason *out)
{
    for (*out = 0; *out < LINK_REPORT_REASONS; (*out)++)
        if (strcmp(name, report_reasons[*out]) == 0)
            return FAULT_NONE;
    return FAULT_INPUT;
}

static enum fault
report_decode(uint64_t id, const uint8_t *row, size_t length, struct link_report *out)
{
    struct decoder u = decoder_over(row, length);
    size_t name_length;
    out->id = id;
    out->at = decode_timestamp(&u);
    out->reason = decode_u8(&u);
    const char *name = decode_text_bytes(&u, &name_length);
    decode_text(&u, out->url, sizeof out->url);
    decode_text(&u, out->text, sizeof out->text);
    return u.bad || out->reason >= LINK_REPORT_REASONS ||
                   link_name_read(name, name_length, out->domain, out->code) != FAULT_NONE
               ? FAULT_SYSTEM
               : FAULT_NONE;
}

/* How many there are, and the last id that was given. */
struct report_all {
    uint64_t count, last;
};

static enum fault
report_all_get(struct txn *txn, struct report_all *out)
{
    static const struct report_key key = {{REPORT_ALL}, 1};
    uint8_t row[REPORT_ALL_BYTES];
    size_t length;
    const enum fault fault = row_get_for_update(
        txn, TABLE_LINK_REPORT, report_row_key(&key), row, sizeof row, &length);
    struct decoder u = decoder_over(row, fault == FAULT_NONE ? length : 0);
    *out = (struct report_all){0};
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    out->count = decode_u64(&u);
    out->last = decode_u64(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
report_all_put(struct txn *txn, const struct report_all *all)
{
    static const struct report_key key = {{REPORT_ALL}, 1};
    uint8_t row[REPORT_ALL_BYTES];
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, all->count);
    encode_u64(&p, all->last);
    return row_put(txn, TABLE_LINK_REPORT, report_row_key(&key), row, p.length);
}

static enum fault
report_of_name_get(struct txn *txn, const char *name, uint8_t *count)
{
    const struct report_key key = report_of_name(name);
    size_t length;
    *count = 0;
    const enum fault fault = row_get_for_update(
        txn, TABLE_LINK_REPORT, report_row_key(&key), count, 1, &length);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
report_of_name_put(struct txn *txn, const char *name, uint8_t count)
{
    const struct report_key key = report_of_name(name);
    return count > 0 ? row_put(txn, TABLE_LINK_REPORT, report_row_key(&key), &count, 1)
                     : row_remove(txn, TABLE_LINK_REPORT, report_row_key(&key));
}

enum fault
link_report_next(struct txn *txn, struct link_report *out)
{
    uint8_t row[REPORT_ROW_MAX];
    struct cursor cursor;
    const struct report_key after = report_by_id(out->id);
    const enum fault fault = row_next(
        txn, TABLE_LINK_REPORT, report_row_key(&after), &cursor, row, sizeof row);
    if (fault != FAULT_NONE)
        return fault;
    if (cursor.key_length != REPORT_ID_KEY || cursor.key[0] != REPORT_BY_ID)
        return FAULT_MISSING;
    struct decoder u = decoder_over(cursor.key + 1, cursor.key_length - 1);
    return report_decode(decode_u64(&u), row, cursor.row_length, out);
}

enum fault
link_report_remove(struct txn *txn, uint64_t id)
{
    uint8_t row[REPORT_ROW_MAX], count;
    struct link_report report;
    struct report_all all;
    char name[LINK_NAME_MAX + 1];
    size_t length;
    const struct report_key key = report_by_id(id);
    enum fault fault = report_all_get(txn, &all);
    if (fault == FAULT_NONE)
        fault = row_get_for_update(txn, TABLE_LINK_REPORT, report_row_key(&key), row, sizeof row, &length);
    if (fault == FAULT_NONE)
        fault = report_decode(id, row, length, &report);
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_LINK_REPORT, report_row_key(&key));
    if (fault != FAULT_NONE)
        return fault;
    link_name_write(report.domain, report.code, name);
    fault = report_of_name_get(txn, name, &count);
    if (fault == FAULT_NONE && count > 0)
        fault = report_of_name_put(txn, name, (uint8_t)(count - 1));
    all.count--;
    return fault == FAULT_NONE ? report_all_put(txn, &all) : fault;
}

static enum fault
report_write(struct txn *txn, const char *name, const struct link_report *report)
{
    uint8_t row[REPORT_ROW_MAX];
    struct encoder p = encoder_over(row, sizeof row);
    const struct report_key key = report_by_id(report->id);
    encode_timestamp(&p, report->at);
    encode_u8(&p, (uint8_t)report->reason);
    encode_text(&p, name);
    encode_text(&p, report->url);
    encode_text(&p, report->text);
    return row_put(txn, TABLE_LINK_REPORT, report_row_key(&key), row, p.length);
}

/* Makes room for one more. */
static enum fault
report_make_room(struct txn *txn)
{
    struct report_all all;
    struct link_report oldest = {.id = 0};
    enum fault fault = report_all_get(txn, &all);
    if (fault != FAULT_NONE || all.count < LINK_REPORTS_MAX)
        return fault;
    fault = link_report_next(txn, &oldest);
    return fault == FAULT_NONE ? link_report_remove(txn, oldest.id) : fault;
}

enum fault
link_report_add(struct txn *txn, const struct link *link, struct link_report *report)
{
    struct report_all all;
    char name[LINK_NAME_MAX + 1];
    uint8_t count;
    link_name(link, name);
    strcpy(report->domain, link->domain);
    strcpy(report->code, link->code);
    strcpy(report->url, link->url);
    enum fault fault = report_make_room(txn);
    if (fault == FAULT_NONE)
        fault = report_all_get(txn, &all);
    if (fault == FAULT_NONE)
        fault = report_of_name_get(txn, name, &count);
    if (fault == FAULT_NONE && count >= LINK_REPORTS_OF_ONE)
        fault = FAULT_EXISTS;
    if (fault != FAULT_NONE)
        return fault;
    report->id = ++all.last;
    all.count++;
    fault = report_write(txn, name, report);
    if (fault == FAULT_NONE)
        fault = report_of_name_put(txn, name, (uint8_t)(count + 1));
    if (fault == FAULT_NONE)
        fault = report_all_put(txn, &all);
    return fault == FAULT_NONE ? link_event_append(txn, link, LINK_EVENT_REPORTED, report->at) : fault;
}

struct json_object *
link_report_to_json(const struct link_report *report, const struct config *config)
{
    static struct link link; /* only its name is read */
    char short_url[LINK_SHORT_URL_SIZE];
    struct json_object *json = json_object_new_object();
    strcpy(link.domain, report->domain);
    strcpy(link.code, report->code);
    link_short_url(&link, config, short_url);
    json_object_object_add(json, "id", json_object_new_uint64(report->id));
    json_add_timestamp(json, "at", report->at);
    json_add_text(json, "reason", link_report_reason_name(report->reason));
    json_add_text(json, "code", report->code);
    json_add_text(json, "domain", link_domain(&link, config));
    json_add_text(json, "short_url", short_url);
    json_add_text(json, "url", report->url);
    json_add_text_or_null(json, "text", report->text);
    return json;
}

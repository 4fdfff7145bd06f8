/*
 * blocklist.c: the list, and whether a URL is on it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/blocklist.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "db/codec.h"
#include "net/url.h"

enum {
    BLOCKLIST_ROW_MAX = 8 + 8 + 2 + BLOCKLIST_REASON_MAX,
    BLOCKLIST_STATE_BYTES = 16,
    BLOCKLIST_REST_SIZE = 3 * URL_MAX + 1
};

/* No entry: its row is the state of the list. All that is no entry, link_block.c has another, is before it.
 */
static const struct row_key blocklist_mark = {".", 1};

static struct row_key
blocklist_key(const char *text)
{
    return (struct row_key){text, strlen(text)};
}

/* What stands before a host in lists: the address of a hosts file, the mark of Adblock Plus, a wildcard. */
static const char *
blocklist_skip(const char *text)
{
    static const char *const marks[] = {"0.0.0.0", "127.0.0.1", "::1", "::", "||", "*."};
    text += strspn(text, " \t");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const size_t length = strlen(marks[i]);
        const bool address = marks[i][0] >= '0' && marks[i][0] <= ':';
        if (strncmp(text, marks[i], length) == 0 &&
            (!address || text[length] == ' ' || text[length] == '\t')) {
            text += length;
            text += strspn(text, " \t");
        }
    }
    return text;
}

/* The dot of the root makes no other host, and no entry has it. */
static void
blocklist_cut_root(char *host)
{
    const size_t length = strlen(host);
    if (length > 0 && host[length - 1] == '.')
        host[length - 1] = '\0';
}

static enum fault
blocklist_parse_host(const char *text, char out[static BLOCKLIST_ENTRY_MAX + 1], const char **why)
{
    char name[DOMAIN_NAME_MAX + 1];
    *why = "must be a host such as evil.example, or a URL";
    if (domain_name_parse(text, name) != FAULT_NONE || name[0] == '-')
        return FAULT_INPUT;
    if (name[0] != '[' && strchr(name, '.') == NULL) {
        *why = "must not be a whole top-level domain";
        return FAULT_INPUT;
    }
    strcpy(out, name);
    return FAULT_NONE;
}

/* Path and query of an http URL, without a fragment, as one text: "" for neither. */
static enum fault
blocklist_rest(const char *url, char out[static BLOCKLIST_REST_SIZE])
{
    const char *query = url + strcspn(url, "?#");
    struct buffer b = buffer_over(out, BLOCKLIST_REST_SIZE);
    const enum fault fault = url_path(url, out, BLOCKLIST_REST_SIZE);
    b.length = strlen(out);
    if (fault == FAULT_NONE && *query == '?')
        buffer_add_bytes(&b, query, strcspn(query, "#"));
    return b.full ? FAULT_FULL : fault;
}

static enum fault
blocklist_parse_url(const char *text, char out[static BLOCKLIST_ENTRY_MAX + 1], const char **why)
{
    static const struct url_rules rules = {"http, https", "", NULL};
    char given[URL_MAX + 1], url[URL_MAX + 1], host[URL_HOST_SIZE], rest[BLOCKLIST_REST_SIZE];
    struct input_error error;
    const char *colon = strstr(text, "://"); /* a query may have one too */
    const bool has_scheme = colon != NULL && (size_t)(colon - text) < strcspn(text, "/?#");
    *why = "must be a host such as evil.example, or a URL";
    const int n = snprintf(given, sizeof given, "%s%s", has_scheme ? "" : "https://", text);
    if (n > URL_MAX || url_check(given, &rules, url, &error) != FAULT_NONE)
        return FAULT_INPUT;
    url_host(url, host);
    blocklist_cut_root(host);
    const enum fault fault = blocklist_rest(url, rest);
    size_t length = strlen(rest);
    while (length > 0 && rest[length - 1] == '/')
        length--;
    if (length == 0 && fault == FAULT_NONE && strlen(host) <= DOMAIN_NAME_MAX)
        return blocklist_parse_host(host, out, why);
    *why = "must be at most 200 bytes long, and no host begins with a hyphen";
    struct buffer b = buffer_over(out, BLOCKLIST_ENTRY_MAX + 1);
    buffer_add(&b, host);
    buffer_add_bytes(&b, rest, length);
    return b.full || fault != FAULT_NONE || host[0] == '-' ? FAULT_INPUT : FAULT_NONE;
}

enum fault
blocklist_parse(const char *text, char out[static BLOCKLIST_ENTRY_MAX + 1], const char **why)
{
    char entry[URL_MAX + 1];
    text = blocklist_skip(text);
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n^", text[length - 1]) != NULL)
        length--;
    if (length == 0 || length > URL_MAX) {
        *why = "must be a host such as evil.example, or a URL";
        return FAULT_INPUT;
    }
    memcpy(entry, text, length);
    entry[length] = '\0';
    return length > DOMAIN_NAME_MAX || strpbrk(entry, entry[0] == '[' ? "/?" : "/?:") != NULL
               ? blocklist_parse_url(entry, out, why)
               : blocklist_parse_host(entry, out, why);
}

static enum fault
blocklist_decode(struct row_key key, const uint8_t *row, size_t length, struct blocklist_entry *out)
{
    struct decoder u = decoder_over(row, length);
    if (key.length > BLOCKLIST_ENTRY_MAX)
        return FAULT_SYSTEM;
    memcpy(out->text, key.bytes, key.length);
    out->text[key.length] = '\0';
    out->added = decode_timestamp(&u);
    out->load = decode_u64(&u);
    decode_text(&u, out->reason, sizeof out->reason);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
blocklist_get(struct txn *txn, const char *text, struct blocklist_entry *out)
{
    uint8_t row[BLOCKLIST_ROW_MAX];
    size_t length;
    const struct row_key key = blocklist_key(text);
    if (key.length < 2 || key.length > BLOCKLIST_ENTRY_MAX)
        return FAULT_MISSING;
    const enum fault fault = row_get(txn, TABLE_BLOCKLIST, key, row, sizeof row, &length);
    return fault == FAULT_NONE ? blocklist_decode(key, row, length, out) : fault;
}

enum fault
blocklist_next(struct txn *txn, struct blocklist_entry *out)
{
    uint8_t row[BLOCKLIST_ROW_MAX];
    struct cursor cursor;
    const struct row_key after = strcmp(out->text, blocklist_mark.bytes) > 0 ? blocklist_key(out->text)
                                                                             : blocklist_mark;
    const enum fault fault = row_next(txn, TABLE_BLOCKLIST, after, &cursor, row, sizeof row);
    return fault == FAULT_NONE ? blocklist_decode((struct row_key){cursor.key, cursor.key_length}, row,
                                     cursor.row_length, out)
                               : fault;
}

static enum fault
blocklist_state_decode(enum fault fault, const uint8_t *row, size_t length, struct blocklist_state *out)
{
    struct decoder u = decoder_over(row, fault == FAULT_NONE ? length : 0);
    *out = (struct blocklist_state){0};
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    out->entries = decode_u64(&u);
    out->revision = decode_u64(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
blocklist_state_get(struct txn *txn, struct blocklist_state *out)
{
    uint8_t row[BLOCKLIST_STATE_BYTES];
    size_t length = 0;
    const enum fault fault = row_get(txn, TABLE_BLOCKLIST, blocklist_mark, row, sizeof row, &length);
    return blocklist_state_decode(fault, row, length, out);
}

/* So many entries more, or fewer. */
static enum fault
blocklist_count(struct txn *txn, int64_t more)
{
    uint8_t row[BLOCKLIST_STATE_BYTES];
    size_t length = 0;
    struct blocklist_state state;
    enum fault fault = row_get_for_update(txn, TABLE_BLOCKLIST, blocklist_mark, row, sizeof row, &length);
    fault = blocklist_state_decode(fault, row, length, &state);
    if (fault != FAULT_NONE)
        return fault;
    if (more > 0 && state.entries >= BLOCKLIST_MAX)
        return FAULT_FULL;
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, state.entries + (uint64_t)more);
    encode_u64(&p, state.revision + 1);
    return row_put(txn, TABLE_BLOCKLIST, blocklist_mark, row, p.length);
}

static enum fault
blocklist_put(struct txn *txn, const struct blocklist_entry *entry)
{
    uint8_t row[BLOCKLIST_ROW_MAX];
    struct encoder p = encoder_over(row, sizeof row);
    encode_timestamp(&p, entry->added);
    encode_u64(&p, entry->load);
    encode_text(&p, entry->reason);
    return p.full ? FAULT_INPUT : row_put(txn, TABLE_BLOCKLIST, blocklist_key(entry->text), row, p.length);
}

enum fault
blocklist_add(struct txn *txn, const struct blocklist_entry *entry, bool *was_there)
{
    struct blocklist_entry there;
    enum fault fault = blocklist_get(txn, entry->text, &there);
    *was_there = fault == FAULT_NONE;
    if (*was_there) {
        if (entry->load == 0 && entry->reason[0] != '\0')
            strcpy(there.reason, entry->reason);
        if (there.load != 0)
            there.load = entry->load;
        return blocklist_put(txn, &there);
    }
    if (fault == FAULT_MISSING)
        fault = blocklist_count(txn, 1);
    return fault == FAULT_NONE ? blocklist_put(txn, entry) : fault;
}

enum fault
blocklist_remove(struct txn *txn, const char *text)
{
    struct blocklist_entry there;
    enum fault fault = blocklist_get(txn, text, &there);
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_BLOCKLIST, blocklist_key(text));
    return fault == FAULT_NONE ? blocklist_count(txn, -1) : fault;
}

static enum fault
blocklist_has(struct txn *txn, const char *text, size_t text_length, char out[static BLOCKLIST_ENTRY_MAX + 1])
{
    uint8_t head[1];
    size_t length;
    if (text_length < 2 || text_length > BLOCKLIST_ENTRY_MAX)
        return FAULT_MISSING;
    const enum fault fault = row_get_head(
        txn, TABLE_BLOCKLIST, (struct row_key){text, text_length}, head, sizeof head, &length);
    snprintf(out, BLOCKLIST_ENTRY_MAX + 1, "%.*s", fault == FAULT_NONE ? (int)text_length : 0, text);
    return fault;
}

/* The host, and each domain that it is in. */
static enum fault
blocklist_find_host(struct txn *txn, const char *host, char out[static BLOCKLIST_ENTRY_MAX + 1])
{
    enum fault fault = FAULT_MISSING;
    for (const char *at = host; at != NULL && fault == FAULT_MISSING; at = strchr(at, '.')) {
        at += at != host;
        fault = blocklist_has(txn, at, strlen(at), out);
    }
    return fault;
}

/* Path and query, and each path that it is below. */
static enum fault
blocklist_find_rest(
    struct txn *txn, const char *host, const char *rest, char out[static BLOCKLIST_ENTRY_MAX + 1])
{
    char text[URL_HOST_SIZE + BLOCKLIST_REST_SIZE];
    const size_t before = strlen(host), length = strlen(rest);
    enum fault fault = FAULT_MISSING;
    snprintf(text, sizeof text, "%s%s", host, rest);
    for (size_t i = 1; i <= length && before + i <= BLOCKLIST_ENTRY_MAX && fault == FAULT_MISSING; i++)
        if ((i == length || strchr("/?", rest[i]) != NULL) && (i > 1 || rest[0] != '/'))
            fault = blocklist_has(txn, text, before + i, out);
    return fault;
}

enum fault
blocklist_find(struct txn *txn, const char *url, char out[static BLOCKLIST_ENTRY_MAX + 1])
{
    char host[URL_HOST_SIZE], rest[BLOCKLIST_REST_SIZE];
    struct blocklist_state state;
    out[0] = '\0';
    enum fault fault = blocklist_state_get(txn, &state);
    if (fault != FAULT_NONE || state.entries == 0)
        return fault == FAULT_NONE ? FAULT_MISSING : fault;
    url_host(url, host);
    blocklist_cut_root(host);
    if (host[0] == '\0')
        return FAULT_MISSING;
    fault = blocklist_find_host(txn, host, out);
    if (fault != FAULT_MISSING || blocklist_rest(url, rest) != FAULT_NONE)
        return fault;
    return blocklist_find_rest(txn, host, rest, out);
}

/*
 * link_block.c: the URLs of links, and the blocklist.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_block.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"
#include "db/codec.h"
#include "link/blocklist.h"
#include "link/link_event.h"
#include "link/link_urls.h"
#include "link/link_write.h"

enum {
    LINK_BLOCK_PIECE = 50, /* links a transaction, for which those who make links wait */
    LINK_BLOCK_PASSES =
        2, /* through all links, of one call: a list that changes all the time must not keep it */
    LINK_BLOCK_ROW_MAX = 16 + 2 + LINK_NAME_MAX
};

/* No entry: its row has the revision that all links were held against, that which they are held against now,
 * and the link that this has come to. */
static const struct row_key link_block_place = {"-", 1};

/* The entry, and the field that has such a URL. FAULT_MISSING: the list has none of them. */
static enum fault
link_block_find(
    struct txn *txn, const struct link *link, const char **field, char entry[static BLOCKLIST_ENTRY_MAX + 1])
{
    struct link_urls urls = link_urls_of(link);
    enum fault fault = FAULT_MISSING;
    while (fault == FAULT_MISSING && link_urls_next(&urls))
        fault = blocklist_find(txn, urls.url, entry);
    *field = urls.field;
    return fault;
}

static enum fault
link_block_error(enum fault fault, const char *field, const char *entry, struct input_error *error)
{
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    return input_error_set(
        error, ERROR_URL_BLOCKED, "", field, "%s leads to %s, which is on the blocklist.", field, entry);
}

enum fault
link_block_refuse(struct txn *txn, const struct link *link, struct input_error *error)
{
    char entry[BLOCKLIST_ENTRY_MAX + 1];
    const char *field;
    const enum fault fault = link_block_find(txn, link, &field, entry);
    return link_block_error(fault, field, entry, error);
}

enum fault
link_block_refuse_url(struct txn *txn, const char *url, const char *field, struct input_error *error)
{
    char entry[BLOCKLIST_ENTRY_MAX + 1];
    const enum fault fault = blocklist_find(txn, url, entry);
    return link_block_error(fault, field, entry, error);
}

enum fault
link_block_mark(struct txn *txn, struct link *link)
{
    const char *field;
    const enum fault fault = link_block_find(txn, link, &field, link->blocked_by);
    if (fault != FAULT_NONE)
        link->blocked_by[0] = '\0';
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* How far the links are held against the list. */
struct link_block_progress {
    uint64_t done, now; /* revisions */
    char name[LINK_NAME_MAX + 1];
};

static enum fault
link_block_progress_get(struct txn *txn, struct link_block_progress *out)
{
    uint8_t row[LINK_BLOCK_ROW_MAX];
    size_t length;
    const enum fault fault = row_get_for_update(
        txn, TABLE_BLOCKLIST, link_block_place, row, sizeof row, &length);
    struct decoder u = decoder_over(row, fault == FAULT_NONE ? length : 0);
    memset(out, 0, sizeof *out);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    out->done = decode_u64(&u);
    out->now = decode_u64(&u);
    decode_text(&u, out->name, sizeof out->name);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
link_block_progress_put(struct txn *txn, const struct link_block_progress *progress)
{
    uint8_t row[LINK_BLOCK_ROW_MAX];
    struct encoder p = encoder_over(row, sizeof row);
    encode_u64(&p, progress->done);
    encode_u64(&p, progress->now);
    encode_text(&p, progress->name);
    return row_put(txn, TABLE_BLOCKLIST, link_block_place, row, p.length);
}

/* Holds one link against the list as it is now. */
static enum fault
link_block_look(struct txn *txn, const char *name, int64_t now, struct link_block_count *count)
{
    struct link before, after;
    enum fault fault = link_get(txn, name, &before);
    if (fault == FAULT_SYSTEM) {
        log_error("the link %s cannot be read, and is not held against the blocklist", name);
        return FAULT_NONE;
    }
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    count->looked++;
    after = before;
    fault = link_block_mark(txn, &after);
    if (fault != FAULT_NONE || strcmp(after.blocked_by, before.blocked_by) == 0)
        return fault;
    const bool blocked = after.blocked_by[0] != '\0', was = before.blocked_by[0] != '\0';
    after.version++;
    after.changed = now;
    count->blocked += blocked && !was;
    count->unblocked += was && !blocked;
    fault = link_update(txn, &before, &after);
    if (fault == FAULT_NONE && !after.disabled && blocked != was)
        fault = link_event_append(txn, &after, blocked ? LINK_EVENT_DISABLED : LINK_EVENT_ENABLED, now);
    return fault;
}

struct link_block_piece {
    int64_t now;
    struct link_block_count count;
    char (*names)[LINK_NAME_MAX + 1]; /* LINK_BLOCK_PIECE */
    unsigned passes_before, passes;   /* that have come to their end */
    bool ended;
};

/* The names of the next links; fewer than LINK_BLOCK_PIECE: these are the last. */
static enum fault
link_block_names(struct txn *txn, const char *after, struct link_block_piece *piece, size_t *count)
{
    struct cursor cursor;
    enum fault fault = cursor_open(&cursor, txn, TABLE_LINK, link_key(after), NULL, 0);
    *count = 0;
    while (fault == FAULT_NONE && *count < LINK_BLOCK_PIECE && (fault = cursor_next(&cursor)) == FAULT_NONE) {
        char *name = piece->names[*count];
        if (cursor.key_length > LINK_NAME_MAX)
            continue;
        memcpy(name, cursor.key, cursor.key_length);
        name[cursor.key_length] = '\0';
        *count += strcmp(name, after) != 0;
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
link_block_body(struct txn *txn, void *arg)
{
    struct link_block_piece *piece = arg;
    struct link_block_progress progress;
    struct blocklist_state state;
    size_t count = 0;
    memset(&piece->count, 0, sizeof piece->count);
    enum fault fault = link_block_progress_get(txn, &progress);
    if (fault == FAULT_NONE)
        fault = blocklist_state_get(txn, &state);
    piece->ended = fault == FAULT_NONE && progress.done == state.revision;
    if (fault != FAULT_NONE || piece->ended)
        return fault;
    if (progress.name[0] == '\0') /* a pass begins; each link is held against the list as it is then */
        progress.now = state.revision;
    fault = link_block_names(txn, progress.name, piece, &count);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++)
        fault = link_block_look(txn, piece->names[i], piece->now, &piece->count);
    if (count > 0)
        strcpy(progress.name, piece->names[count - 1]);
    piece->passes = piece->passes_before + (count < LINK_BLOCK_PIECE);
    if (count < LINK_BLOCK_PIECE) {
        progress.done = progress.now;
        progress.name[0] = '\0';
    }
    piece->ended = progress.done == state.revision || piece->passes == LINK_BLOCK_PASSES;
    return fault == FAULT_NONE ? link_block_progress_put(txn, &progress) : fault;
}

enum fault
link_block_scan(struct env *env, int64_t now, void (*tell)(const struct link_block_count *, void *arg),
    void *arg, struct link_block_count *count)
{
    struct link_block_piece piece = {.now = now};
    enum fault fault = FAULT_NONE;
    piece.names = xmalloc(LINK_BLOCK_PIECE * sizeof *piece.names);
    while (fault == FAULT_NONE && !piece.ended) {
        fault = program_interrupted() ? FAULT_AGAIN : env_txn(env, ENV_WRITE, link_block_body, &piece);
        if (fault != FAULT_NONE)
            break;
        count->looked += piece.count.looked;
        count->blocked += piece.count.blocked;
        count->unblocked += piece.count.unblocked;
        piece.passes_before = piece.passes;
        if (tell != NULL)
            tell(count, arg);
    }
    free(piece.names);
    return fault == FAULT_NONE ? env_flush(env) : fault;
}

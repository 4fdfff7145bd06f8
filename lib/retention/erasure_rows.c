/*
 * erasure_rows.c: tables whose rows are texts: stored answers and receipts name a person by number, or by
 * the id of one of their messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "message/packed_json.h"
#include "retention/erasure_internal.h"

enum { ERASURE_ROW_MAX = 1024 * 1024 /* of a row that is searched */ };

/* A table on its way from its first row to its last. */
struct erasure_search {
    enum table table;
    erasure_look *look;
    uint64_t *count;
    uint8_t after[ROW_KEY_MAX];
    size_t after_length;
    bool ended;
    char row[ERASURE_ROW_MAX + 1];
};

static enum fault
erasure_search_body(struct txn *txn, struct erasure *e, void *arg)
{
    struct erasure_search *s = arg;
    struct cursor cursor;
    enum fault fault = cursor_open(
        &cursor, txn, s->table, (struct row_key){s->after, s->after_length}, s->row, ERASURE_ROW_MAX);
    for (int i = 0; i < ERASURE_ROWS && fault == FAULT_NONE; i++) {
        fault = cursor_next(&cursor);
        if (fault == FAULT_NONE && s->table != TABLE_IDEMPOTENCY) /* its answers are never packed */
            fault = packed_json_decode_in_place(s->row, cursor.row_length, sizeof s->row, &cursor.row_length);
        if (fault == FAULT_NONE)
            fault = s->look(e, &cursor, s->count);
    }
    s->ended = fault == FAULT_MISSING;
    if (fault == FAULT_NONE) {
        memcpy(s->after, cursor.key, cursor.key_length);
        s->after_length = cursor.key_length;
        if (s->after_length < sizeof s->after)
            s->after[s->after_length++] = 0; /* right after it */
    }
    cursor_close(&cursor);
    return s->ended ? FAULT_NONE : fault;
}

enum fault
erasure_search(struct erasure *e, enum table table, erasure_look *look, uint64_t *count)
{
    struct erasure_search *s = xcalloc(1, sizeof *s);
    enum fault fault;
    s->table = table;
    s->look = look;
    s->count = count;
    do
        fault = erasure_step(e, erasure_search_body, s);
    while (fault == FAULT_NONE && !s->ended);
    free(s);
    return fault;
}

/* Is the number in the text, and not as a part of a longer one? */
static bool
erasure_has_number(const char *number, const char *text, size_t length)
{
    static const char digits[] = "0123456789";
    const size_t size = strlen(number);
    const char *end = text + length, *at = text;
    while ((at = memmem(at, (size_t)(end - at), number, size)) != NULL) {
        const bool begins = at == text || memchr(digits, at[-1], sizeof digits - 1) == NULL;
        const bool ends = at + size == end || memchr(digits, at[size], sizeof digits - 1) == NULL;
        if (begins && ends)
            return true;
        at++;
    }
    return false;
}

/* Does the row contain the number, or the id of one of the messages? */
static bool
erasure_is_named(const struct erasure *e, const struct cursor *cursor)
{
    char id[UUID_SIZE];
    if (erasure_has_number(e->number, (const char *)cursor->row, cursor->row_length))
        return true;
    for (size_t i = 0; i < e->id_count; i++) {
        uuid_format(e->ids[i], id);
        if (memmem(cursor->row, cursor->row_length, id, UUID_SIZE - 1) != NULL)
            return true;
    }
    return false;
}

static enum fault
erasure_delete_row(struct erasure *e, struct cursor *cursor, uint64_t *count)
{
    if (!erasure_is_named(e, cursor))
        return FAULT_NONE;
    (*count)++;
    return cursor_remove(cursor);
}

enum fault
erasure_answers(struct erasure *e)
{
    return erasure_search(e, TABLE_IDEMPOTENCY, erasure_delete_row, &e->step.answers);
}

enum fault
erasure_receipts(struct erasure *e)
{
    return erasure_search(e, TABLE_RECEIPT, erasure_delete_row, &e->step.receipts);
}

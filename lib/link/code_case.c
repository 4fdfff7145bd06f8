/*
 * code_case.c: the index of codes with capitals, by their names (link_name.h), and the row that says whether
 * it counts. A domain has no capitals.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/code_case.h"

#include <string.h>

#include "base/log.h"
#include "db/row.h"

enum { CODE_CASE_PIECE = 200 /* codes a transaction */ };

/* No code is a dot alone. Its row is there from before the codes are looked through, so that what is added
 * meanwhile is in the index too; its value is CODE_CASE_WHOLE once they are. */
static const struct row_key code_case_mark = {".", 1};

enum { CODE_CASE_BEGUN = 1, CODE_CASE_WHOLE = 2 };

bool
code_case_is_mark(struct row_key key)
{
    return key.length == code_case_mark.length && memcmp(key.bytes, code_case_mark.bytes, key.length) == 0;
}

static struct row_key
code_case_key(const char *name)
{
    return (struct row_key){name, strlen(name)};
}

/* In small letters; false when it is already. */
static bool
code_case_small(const char *name, char out[static LINK_NAME_MAX + 1])
{
    bool had_capitals = false;
    size_t i = 0;
    for (; i < LINK_NAME_MAX && name[i] != '\0'; i++) {
        const bool capital = name[i] >= 'A' && name[i] <= 'Z';
        out[i] = (char)(capital ? name[i] - 'A' + 'a' : name[i]);
        had_capitals = had_capitals || capital;
    }
    out[i] = '\0';
    return had_capitals;
}

/* 0 while the store regards case. */
static enum fault
code_case_state(struct txn *txn, uint8_t *state)
{
    size_t length;
    *state = 0;
    enum fault fault = row_get(txn, TABLE_CODE_CASE, code_case_mark, state, sizeof *state, &length);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
code_case_is_ignored(struct txn *txn, bool *out)
{
    uint8_t state;
    enum fault fault = code_case_state(txn, &state);
    *out = state != 0;
    return fault;
}

/* The code with capitals that is this one in small letters. */
static enum fault
code_case_indexed(struct txn *txn, const char *small, char out[static LINK_NAME_MAX + 1])
{
    size_t length;
    enum fault fault = row_get(txn, TABLE_CODE_CASE, code_case_key(small), out, LINK_NAME_MAX, &length);
    out[fault == FAULT_NONE ? length : 0] = '\0';
    return fault;
}

enum fault
code_case_find(struct txn *txn, const char *name, char out[static LINK_NAME_MAX + 1])
{
    char small[LINK_NAME_MAX + 1];
    bool ignored;
    enum fault fault = code_case_is_ignored(txn, &ignored);
    if (fault != FAULT_NONE || !ignored)
        return fault == FAULT_NONE ? FAULT_MISSING : fault;
    code_case_small(name, small);
    fault = code_case_indexed(txn, small, out);
    if (fault != FAULT_MISSING)
        return fault;
    strcpy(out, small);
    return FAULT_NONE;
}

static enum fault
code_case_is_link(struct txn *txn, const char *name)
{
    uint8_t head[1];
    size_t length;
    return row_get_head(txn, TABLE_LINK, code_case_key(name), head, sizeof head, &length);
}

/* Adds a code to the index. FAULT_EXISTS: `other` is the same in another case. */
static enum fault
code_case_index(struct txn *txn, const char *name, char other[static LINK_NAME_MAX + 1])
{
    char small[LINK_NAME_MAX + 1];
    const bool capitals = code_case_small(name, small);
    enum fault fault = code_case_indexed(txn, small, other);
    if (fault != FAULT_MISSING)
        return fault != FAULT_NONE ? fault : strcmp(name, other) == 0 ? FAULT_NONE : FAULT_EXISTS;
    if (!capitals)
        return FAULT_NONE;
    strcpy(other, small);
    fault = code_case_is_link(txn, small);
    if (fault != FAULT_MISSING)
        return fault == FAULT_NONE ? FAULT_EXISTS : fault;
    return row_put(txn, TABLE_CODE_CASE, code_case_key(small), name, strlen(name));
}

enum fault
code_case_add(struct txn *txn, const char *name)
{
    char other[LINK_NAME_MAX + 1];
    bool ignored;
    enum fault fault = code_case_is_ignored(txn, &ignored);
    return fault == FAULT_NONE && ignored ? code_case_index(txn, name, other) : fault;
}

enum fault
code_case_check(struct txn *txn, const char *name)
{
    char small[LINK_NAME_MAX + 1], indexed[LINK_NAME_MAX + 1];
    uint8_t state;
    enum fault fault = code_case_state(txn, &state);
    if (fault != FAULT_NONE || state != CODE_CASE_WHOLE || !code_case_small(name, small))
        return fault;
    fault = code_case_indexed(txn, small, indexed);
    return fault == FAULT_NONE && strcmp(indexed, name) != 0 ? FAULT_MISSING : fault;
}

enum fault
code_case_remove(struct txn *txn, const char *name)
{
    char small[LINK_NAME_MAX + 1], indexed[LINK_NAME_MAX + 1];
    if (!code_case_small(name, small))
        return FAULT_NONE;
    enum fault fault = code_case_indexed(txn, small, indexed);
    if (fault == FAULT_NONE && strcmp(indexed, name) == 0)
        fault = row_remove(txn, TABLE_CODE_CASE, code_case_key(small));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
code_case_mark_body(struct txn *txn, void *arg)
{
    return row_put(txn, TABLE_CODE_CASE, code_case_mark, arg, 1);
}

/* The mark goes last: where there is none, the index is empty. */
static enum fault
code_case_clear_body(struct txn *txn, void *arg)
{
    struct cursor cursor;
    bool *over = arg;
    enum fault fault = cursor_open(&cursor, txn, TABLE_CODE_CASE, (struct row_key){"", 0}, NULL, 0);
    if (fault != FAULT_NONE)
        return fault;
    for (int i = 0; i < CODE_CASE_PIECE && fault == FAULT_NONE; i++)
        if ((fault = cursor_next(&cursor)) == FAULT_NONE &&
            !code_case_is_mark((struct row_key){cursor.key, cursor.key_length}))
            fault = cursor_remove(&cursor);
    cursor_close(&cursor);
    *over = fault == FAULT_MISSING;
    if (*over)
        fault = row_remove(txn, TABLE_CODE_CASE, code_case_mark);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
code_case_regard(struct env *env)
{
    uint8_t begun = CODE_CASE_BEGUN; /* should this be broken off, the index is not whole */
    enum fault fault = env_txn(env, ENV_SYNC, code_case_mark_body, &begun);
    for (bool over = false; fault == FAULT_NONE && !over;)
        fault = env_txn(env, ENV_SYNC, code_case_clear_body, &over);
    return fault;
}

/* A piece of all codes. */
struct code_case_piece {
    char names[CODE_CASE_PIECE][LINK_NAME_MAX + 1];
    size_t count;
    char after[LINK_NAME_MAX + 2]; /* the last code of the piece before; "": there was none */
    struct code_case_collision *collision;
};

static enum fault
code_case_read_piece(struct txn *txn, struct code_case_piece *piece)
{
    struct cursor cursor;
    const struct row_key from = {piece->after, strlen(piece->after) + (piece->after[0] != '\0')};
    enum fault fault = cursor_open(&cursor, txn, TABLE_LINK, from, NULL, 0);
    if (fault != FAULT_NONE)
        return fault;
    for (piece->count = 0; piece->count < CODE_CASE_PIECE; piece->count++) {
        if ((fault = cursor_next(&cursor)) != FAULT_NONE)
            break;
        memcpy(piece->names[piece->count], cursor.key, cursor.key_length);
        piece->names[piece->count][cursor.key_length] = '\0';
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
code_case_piece_body(struct txn *txn, void *arg)
{
    struct code_case_piece *piece = arg;
    enum fault fault = code_case_read_piece(txn, piece);
    for (size_t i = 0; i < piece->count && fault == FAULT_NONE; i++) {
        strcpy(piece->collision->one, piece->names[i]);
        fault = code_case_index(txn, piece->names[i], piece->collision->other);
    }
    return fault;
}

static enum fault
code_case_index_all(struct env *env, struct code_case_collision *collision)
{
    struct code_case_piece piece = {.collision = collision};
    enum fault fault = FAULT_NONE;
    do {
        fault = env_txn(env, ENV_WRITE, code_case_piece_body, &piece);
        if (piece.count > 0)
            strcpy(piece.after, piece.names[piece.count - 1]); /* with its NUL, the next possible key */
    } while (fault == FAULT_NONE && piece.count == CODE_CASE_PIECE);
    return fault;
}

enum fault
code_case_ignore(struct env *env, struct code_case_collision *out)
{
    uint8_t state, begun = CODE_CASE_BEGUN, whole = CODE_CASE_WHOLE;
    enum fault fault = code_case_state(env_read(env), &state);
    if (fault != FAULT_NONE || state == CODE_CASE_WHOLE)
        return fault;
    fault = env_txn(env, ENV_SYNC, code_case_mark_body, &begun);
    if (fault == FAULT_NONE)
        fault = code_case_index_all(env, out);
    if (fault == FAULT_NONE)
        return env_txn(env, ENV_SYNC, code_case_mark_body, &whole);
    if (fault == FAULT_EXISTS)
        code_case_regard(env);
    return fault;
}

void
code_case_begin(struct env *env, const struct config *config, bool may_regard)
{
    struct code_case_collision collision;
    bool ignored = false;
    enum fault fault = FAULT_NONE;
    if (config->links_ignore_case != 0)
        fault = code_case_ignore(env, &collision);
    else if (may_regard)
        fault = code_case_is_ignored(env_read(env), &ignored);
    if (fault == FAULT_NONE && ignored)
        fault = code_case_regard(env);
    if (fault == FAULT_NONE)
        return;
    env_close(env);
    if (fault == FAULT_EXISTS)
        log_fatal("[links] ignore_case: the codes %s and %s differ only in case; delete one of these links, "
                  "or leave ignore_case off",
            collision.one, collision.other);
    log_fatal("cannot change how the store regards the case of codes; the message above says why");
}

/*
 * blocklist_file.c: reads a file of entries, a piece a transaction, then removes those of older files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/blocklist_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "link/blocklist.h"

enum { BLOCKLIST_PIECE = 500 /* entries a transaction */, BLOCKLIST_TOLD = 10 /* lines that are refused */ };

struct blocklist_piece {
    struct blocklist_entry *entries; /* BLOCKLIST_PIECE */
    size_t count;
    uint64_t load, added, kept, removed;
    char after[BLOCKLIST_ENTRY_MAX + 1]; /* where the entries of older files are looked for */
    bool ended;
};

static enum fault
blocklist_add_piece(struct txn *txn, void *arg)
{
    struct blocklist_piece *piece = arg;
    enum fault fault = FAULT_NONE;
    piece->added = piece->kept = 0;
    for (size_t i = 0; i < piece->count && fault == FAULT_NONE; i++) {
        bool was_there;
        fault = blocklist_add(txn, &piece->entries[i], &was_there);
        piece->added += !was_there;
        piece->kept += was_there;
    }
    return fault;
}

static enum fault
blocklist_remove_piece(struct txn *txn, void *arg)
{
    struct blocklist_piece *piece = arg;
    struct blocklist_entry entry;
    enum fault fault = FAULT_NONE;
    strcpy(entry.text, piece->after);
    piece->removed = 0;
    piece->ended = false;
    for (size_t i = 0; i < BLOCKLIST_PIECE && fault == FAULT_NONE; i++) {
        fault = blocklist_next(txn, &entry);
        if (fault != FAULT_NONE || entry.load == 0 || entry.load == piece->load)
            continue;
        fault = blocklist_remove(txn, entry.text);
        piece->removed++;
    }
    piece->ended = fault == FAULT_MISSING;
    if (fault == FAULT_NONE)
        strcpy(piece->after, entry.text);
    return piece->ended ? FAULT_NONE : fault;
}

static enum fault
blocklist_write(struct env *env, struct blocklist_piece *piece, struct blocklist_load *out)
{
    const enum fault fault = piece->count > 0 ? env_txn(env, ENV_WRITE, blocklist_add_piece, piece)
                                              : FAULT_NONE;
    if (fault == FAULT_FULL)
        log_error("the blocklist has %d entries, which is as many as it may have; those of the file before "
                  "are still "
                  "there",
            BLOCKLIST_MAX);
    out->added += fault == FAULT_NONE ? piece->added : 0;
    out->kept += fault == FAULT_NONE ? piece->kept : 0;
    piece->count = 0;
    return fault;
}

/* The entry of a line. False: it has none, or is refused. */
static bool
blocklist_read(char *line, uint64_t number, struct blocklist_entry *entry, struct blocklist_load *out)
{
    const char *why;
    line += strspn(line, " \t");
    if (line[0] == '!' || line[0] == '#')
        return false;
    char *comment = strstr(line, " #");
    if (comment != NULL)
        *comment = '\0';
    if (line[strspn(line, " \t\r\n")] == '\0')
        return false;
    const char *mark = strchr(line, '#'); /* "##", "#@#", "#?#", "#$#": a rule for what a page shows */
    const bool is_cosmetic = mark != NULL && mark[1] != '\0' && strchr("#@?$", mark[1]) != NULL;
    why = "is for what a page shows";
    if (!is_cosmetic && blocklist_parse(line, entry->text, &why) == FAULT_NONE)
        return true;
    if (out->refused++ < BLOCKLIST_TOLD)
        log_warn("line %llu %s", (unsigned long long)number, why);
    return false;
}

static enum fault
blocklist_add_lines(
    struct env *env, FILE *from, struct blocklist_piece *piece, int64_t now, struct blocklist_load *out)
{
    char *line = NULL;
    size_t size = 0;
    enum fault fault = FAULT_NONE;
    for (uint64_t n = 1; fault == FAULT_NONE && getline(&line, &size, from) >= 0; n++) {
        struct blocklist_entry *entry = &piece->entries[piece->count];
        *entry = (struct blocklist_entry){.added = now, .load = piece->load};
        piece->count += blocklist_read(line, n, entry, out);
        if (piece->count == BLOCKLIST_PIECE)
            fault = blocklist_write(env, piece, out);
    }
    free(line);
    return fault == FAULT_NONE ? blocklist_write(env, piece, out) : fault;
}

enum fault
blocklist_load(struct env *env, FILE *from, int64_t now, struct blocklist_load *out)
{
    struct blocklist_piece piece = {.load = (uint64_t)now};
    *out = (struct blocklist_load){0};
    piece.entries = xmalloc(BLOCKLIST_PIECE * sizeof *piece.entries);
    enum fault fault = blocklist_add_lines(env, from, &piece, now, out);
    if (fault == FAULT_NONE && ferror(from)) {
        log_error("the file cannot be read to its end; nothing is removed");
        fault = FAULT_SYSTEM;
    }
    if (fault == FAULT_NONE && out->added + out->kept == 0 && out->refused > 0) {
        log_error("the file has no entry; nothing is removed");
        fault = FAULT_INPUT;
    }
    while (fault == FAULT_NONE && !piece.ended) {
        fault = env_txn(env, ENV_WRITE, blocklist_remove_piece, &piece);
        out->removed += piece.removed;
    }
    free(piece.entries);
    return fault == FAULT_NONE ? env_flush(env) : fault;
}

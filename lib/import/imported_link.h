/*
 * imported_link.h: a link as another shortener has it, read of a record. What it says is checked here for
 * being text, a number, a time; whether it can be a link of this curt is link_import.h's business.
 */
#ifndef CURT_IMPORT_IMPORTED_LINK_H
#define CURT_IMPORT_IMPORTED_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "import/import_source.h"
#include "link/link.h"

#define IMPORTED_CODE_MAX  512
#define IMPORTED_NOTE_SIZE 256
#define IMPORTED_ID_SIZE   32

struct imported_link {
    uint64_t row;
    char domain[URL_HOST_SIZE]; /* as the source writes it; "": it says none */
    char code[IMPORTED_CODE_MAX + 1];
    char url[URL_MAX + 1];
    char title[LINK_TITLE_MAX + 1];
    struct labels labels;
    int64_t created, starts, expires; /* 0: none */
    uint64_t max_clicks, clicks;
    bool disabled, forward_query, has_password;
    char id[IMPORTED_ID_SIZE]; /* "": it has none but its code */
    bool refused;
    char note[IMPORTED_NOTE_SIZE]; /* why it is refused, or what of it was left out; "": nothing to say */
};

/* How a source's texts are to be read. */
struct import_reading {
    const struct import_source *source;
    bool local;       /* times without a zone are of the process's (timezone_set) */
    const char *path; /* what paths of short URLs begin with that is no part of the code: "/" or "/y/" */
    int64_t now;
};

/* Reads the link of a record. nth is 0, and then 1, 2 ... as long as it returns true: one record can be
 * several links. What is wrong is in ->refused and ->note. */
bool imported_link_read(
    struct imported_link *, const struct import_record *, const struct import_reading *, size_t nth);

/* Adds to the note, or refuses the link: then, only the first reason is kept. */
void imported_link_note(struct imported_link *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void imported_link_refuse(struct imported_link *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

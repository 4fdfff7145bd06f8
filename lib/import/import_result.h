/*
 * import_result.h: what became of each row of an import, and of all of them.
 */
#ifndef CURT_IMPORT_IMPORT_RESULT_H
#define CURT_IMPORT_IMPORT_RESULT_H

#include <json-c/json.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/config.h"
#include "import/imported_link.h"

enum import_outcome {
    IMPORT_IMPORTED, /* a link with its own code */
    IMPORT_RENAMED,  /* a link with another code */
    IMPORT_SAME,     /* it was imported before */
    IMPORT_KEPT,     /* the link that has its code stays, and took its clicks */
    IMPORT_SKIPPED,  /* another link has its code */
    IMPORT_REFUSED,  /* it cannot be a link here */
    IMPORT_OUTCOMES
};

/* "imported", "renamed", ... */
const char *import_outcome_name(enum import_outcome);

struct import_counts {
    uint64_t rows;
    uint64_t links[IMPORT_OUTCOMES];
    uint64_t clicks;       /* of the links that came, or were there, as the source counts them */
    uint64_t visits;       /* taken in */
    uint64_t visits_known; /* taken in before */
    uint64_t visits_left;  /* of links that were not taken */
    uint64_t visits_bad;   /* that cannot be read */
};

/* A row and what became of it. */
struct import_row {
    struct imported_link from;
    struct link link; /* as it is, or would be, here */
    enum import_outcome outcome;
    bool seen; /* in a dry run: a row before it has its name, so that its outcome is certain */
};

#define IMPORT_RESULT_LINE_MAX \
    (2 * (IMPORTED_CODE_MAX + CONFIG_VALUE_SIZE + SHORT_CODE_MAX * 3 + IMPORTED_NOTE_SIZE) + 256)

/* A line of CSV (spreadsheets run none of it as a formula): row, code, outcome, short_url, reason; and the
 * line with these names. Each ends in CRLF. */
void import_result_head(struct buffer *);
void import_result_line(struct buffer *, const struct import_row *, const struct config *);

/* The same as JSON, the caller's. */
struct json_object *import_row_to_json(const struct import_row *, const struct config *);
struct json_object *import_counts_to_json(const struct import_counts *);

#endif

/*
 * recipients_import.h: the recipients of a campaign as they come in, in pieces of any size and in bounded
 * memory: CSV (recipients_csv.h) or JSON (recipients_json.h). Each is checked as the message that it will
 * become; what is wrong with one is reported with its line, and stops no other.
 *
 * Recipients are added a few at a time. A number that the campaign has is not added again: the same list may
 * be sent twice when it is not known whether it had arrived.
 */
#ifndef CURT_CAMPAIGN_RECIPIENTS_IMPORT_H
#define CURT_CAMPAIGN_RECIPIENTS_IMPORT_H

#include "campaign/recipients_csv.h"
#include "db/env.h"
#include "message/message_request.h"

#define RECIPIENTS_IMPORT_MAX         100000 /* recipients a call */
#define RECIPIENTS_IMPORT_ERRORS_MAX  100    /* that are reported; the others are counted */
#define RECIPIENTS_IMPORT_PREVIEW_MAX 10     /* first texts that are shown */

enum recipients_import_form { RECIPIENTS_IMPORT_CSV, RECIPIENTS_IMPORT_JSON };

struct recipients_import_error {
    uint64_t line; /* of the CSV; of JSON the item, from 1 */
    struct input_error error;
};

struct recipients_import {
    bool dry;
    bool over_quota; /* why it was refused: as many of the owner's recipients wait as may */
    /* What has become of it so far: */
    uint64_t rows, added, duplicates, invalid;
    uint64_t segments;                     /* SMS parts of all that are right */
    char to_column[RECIPIENT_COLUMN_SIZE]; /* of CSV: which was taken for `to`; "": the one named so */
    size_t error_count;
    struct recipients_import_error errors[RECIPIENTS_IMPORT_ERRORS_MAX];
    struct json_object *preview; /* [{"line", "to", "text", "segments"}] */
    struct recipients_import_work *work;
};

/*
 * A dry run writes nothing, and needs no campaign in the store: template is then what it would have (the
 * caller's, as long as the import); else NULL, and name is the campaign's. FAULT_MISSING: there is none of
 * that name, or it is not its owner's (0: anybody's); FAULT_REFUSED: it takes no more.
 */
enum fault recipients_import_begin(struct recipients_import *, const struct config *, struct env *,
    const char *name, uint32_t owner, struct json_object *template, enum recipients_import_form, bool dry);

/* Whose the campaign is; 0 in a dry run without one. */
uint32_t recipients_import_owner(const struct recipients_import *);

/*
 * The next piece, or the next recipient that is JSON already (the caller's); recipients_import_end says that
 * there is no more. FAULT_INPUT: the whole cannot be read on, and the last of errors says why; FAULT_FULL:
 * more than RECIPIENTS_IMPORT_MAX; FAULT_REFUSED: the campaign was ended meanwhile, or over_quota. What was
 * added before stays added.
 */
enum fault recipients_import_piece(struct recipients_import *, const char *bytes, size_t length);
enum fault recipients_import_one(struct recipients_import *, struct json_object *recipient);
enum fault recipients_import_end(struct recipients_import *);

void recipients_import_free(struct recipients_import *);

#endif

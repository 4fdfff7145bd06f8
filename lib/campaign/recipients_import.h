/*
 * recipients_import.h: the recipients of a campaign as they come in, in pieces of any size and in bounded
 * memory: CSV whose first row names the fields (to among them), a JSON array of objects, or such objects one
 * after the other (newline-delimited JSON). Each is checked as the message that it will become; what is wrong
 * with one is told, with its line, and stops no other.
 *
 * Recipients are added a few at a time. A number that the campaign has is not added again: the same list sent
 * twice, because nobody knew whether it had arrived, does no harm.
 */
#ifndef CURT_CAMPAIGN_RECIPIENTS_IMPORT_H
#define CURT_CAMPAIGN_RECIPIENTS_IMPORT_H

#include "db/env.h"
#include "message/message_request.h"

#define RECIPIENTS_IMPORT_MOST   100000 /* recipients a call */
#define RECIPIENTS_IMPORT_FAULTS 100    /* that are told; the others are counted */
#define RECIPIENTS_IMPORT_SHOWN  10     /* first texts that are shown */

enum recipients_import_form { RECIPIENTS_IMPORT_CSV, RECIPIENTS_IMPORT_JSON };

struct recipients_import_fault {
    uint64_t line; /* of the CSV; of JSON the item, from 1 */
    struct input_error fault;
};

struct recipients_import {
    /* What has become of it so far: */
    uint64_t rows, added, duplicates, invalid;
    uint64_t segments; /* SMS parts of all that are right */
    size_t fault_count;
    struct recipients_import_fault faults[RECIPIENTS_IMPORT_FAULTS];
    struct json_object *shown; /* [{"line", "to", "text", "segments"}] */
    struct recipients_import_work *work;
};

/*
 * A dry intake writes nothing, and needs no campaign in the store: template is then what it would have (the
 * caller's, as long as the intake); else NULL, and name is the campaign's. FAULT_MISSING: there is none of
 * that name, or it is not its owner's (0: anybody's); FAULT_REFUSED: it takes no more.
 */
enum fault recipients_import_begin(struct recipients_import *, const struct config *, struct env *,
    const char *name, uint32_t owner, struct json_object *template, enum recipients_import_form, bool dry);

/*
 * The next piece; recipients_import_end says that there is no more. FAULT_INPUT: the whole cannot be read on,
 * and the last of faults says why; FAULT_FULL: more than RECIPIENTS_IMPORT_MOST; FAULT_REFUSED: the campaign
 * was ended meanwhile. What was added before stays added.
 */
enum fault recipients_import_piece(struct recipients_import *, const char *bytes, size_t length);
enum fault recipients_import_end(struct recipients_import *);

/* What has become of it, as the API and the command tell it. Numbers are shown in part unless full. The
 * caller owns the object. */
struct json_object *recipients_import_view(const struct recipients_import *, bool full);

void recipients_import_free(struct recipients_import *);

#endif

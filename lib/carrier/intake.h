/*
 * intake.h: the recipients of a campaign as they come in, in pieces of any size and in bounded memory: CSV
 * whose first row names the fields (to among them), a JSON array of objects, or such objects one after the
 * other (newline-delimited JSON). Each is checked as the message that it will become; what is wrong with one
 * is told, with its line, and stops no other.
 *
 * Recipients are added a few at a time. A number that the campaign has is not added again: the same list sent
 * twice, because nobody knew whether it had arrived, does no harm.
 */
#ifndef CURT_CARRIER_INTAKE_H
#define CURT_CARRIER_INTAKE_H

#include "carrier/draft.h"
#include "store/env.h"

#define INTAKE_MOST   100000 /* recipients a call */
#define INTAKE_FAULTS 100    /* that are told; the others are counted */
#define INTAKE_SHOWN  10     /* first texts that are shown */

enum intake_form { INTAKE_CSV, INTAKE_JSON };

struct intake_fault {
    uint64_t line; /* of the CSV; of JSON the item, from 1 */
    struct draft_fault fault;
};

struct intake {
    /* What has become of it so far: */
    uint64_t rows, added, doubles, faulty;
    uint64_t segments; /* SMS parts of all that are right */
    size_t fault_count;
    struct intake_fault faults[INTAKE_FAULTS];
    struct json_object *shown; /* [{"line", "to", "text", "segments"}] */
    struct intake_work *work;
};

/*
 * A dry intake writes nothing, and needs no campaign in the store: template is then what it would have (the
 * caller's, as long as the intake); else NULL, and name is the campaign's. FAULT_MISSING: there is none of
 * that name, or it is not its owner's (0: anybody's); FAULT_REFUSED: it takes no more.
 */
enum fault intake_begin(struct intake *, const struct conf *, struct env *, const char *name, uint32_t owner,
    struct json_object *template, enum intake_form, bool dry);

/*
 * The next piece; intake_end says that there is no more. FAULT_INPUT: the whole cannot be read on, and the
 * last of faults says why; FAULT_FULL: more than INTAKE_MOST; FAULT_REFUSED: the campaign was ended
 * meanwhile. What was added before stays added.
 */
enum fault intake_piece(struct intake *, const char *bytes, size_t length);
enum fault intake_end(struct intake *);

/* What has become of it, as the API and the command tell it. Numbers are shown in part unless full. The
 * caller owns the object. */
struct json_object *intake_view(const struct intake *, bool full);

void intake_free(struct intake *);

#endif

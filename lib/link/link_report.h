/*
 * link_report.h: what somebody who got a link says is wrong with it, for administrators to look at.
 *
 * Anybody may report, so the table is bounded: LINK_REPORTS_OF_ONE of a link, of which more say nothing new,
 * and LINK_REPORTS_MAX in all, of which the oldest goes. A report has no address and no name. Moments are as
 * in timestamp.h.
 */
#ifndef CURT_LINK_LINK_REPORT_H
#define CURT_LINK_LINK_REPORT_H

#include "link/link.h"

#define LINK_REPORT_TEXT_MAX 1000 /* bytes */
#define LINK_REPORTS_OF_ONE  20
#define LINK_REPORTS_MAX     10000

enum link_report_reason {
    LINK_REPORT_PHISHING,
    LINK_REPORT_MALWARE,
    LINK_REPORT_SPAM,
    LINK_REPORT_ILLEGAL,
    LINK_REPORT_OTHER,
    LINK_REPORT_REASONS
};

struct link_report {
    uint64_t id; /* in the order in which they came, from 1 */
    int64_t at;
    enum link_report_reason reason;
    char domain[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1];
    char url[URL_MAX + 1]; /* that it led to then */
    char text[LINK_REPORT_TEXT_MAX + 1];
};

/* "phishing"; NULL: there is none of that number. */
const char *link_report_reason_name(enum link_report_reason);

/* FAULT_INPUT: it is the name of none. */
enum fault link_report_reason_parse(const char *name, enum link_report_reason *out);

/* Adds a report of the link, with link.reported; the id is given. FAULT_EXISTS: the link has as many as it
 * may have, and nothing is written. */
enum fault link_report_add(struct txn *, const struct link *, struct link_report *);

/* FAULT_MISSING. */
enum fault link_report_remove(struct txn *, uint64_t id);

/* The next report after out->id, 0 is before all. FAULT_MISSING past the last. */
enum fault link_report_next(struct txn *, struct link_report *out);

/* {"id", "at", "reason", "domain", "code", "short_url", "url", "text"} */
struct json_object *link_report_to_json(const struct link_report *, const struct config *);

#endif

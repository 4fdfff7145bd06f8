/*
 * busiest.h: which links and campaigns had the most clicks by people on a day (UTC): everybody's (owner 0),
 * and those of each owner. Links that were made for messages are not in it, each of which has one reader.
 *
 * A day keeps BUSIEST_MAX names, by the Space-Saving algorithm (Metwally, Agrawal, El Abbadi: Efficient
 * Computation of Frequent and Top-k Elements in Data Streams, ICDT 2005): on a day with more of them, the
 * least is replaced by the next that comes, which takes its count over. So a count may be too high by as much
 * as the least that is kept, and never too low.
 *
 * TABLE_BUSIEST: day, owner, kind -> count, link id, name, of each
 */
#ifndef CURT_STATS_BUSIEST_H
#define CURT_STATS_BUSIEST_H

#include <stdbool.h>
#include <stdint.h>

#include "db/row.h"
#include "event/labels.h"
#include "link/link_name.h"

#define BUSIEST_MAX      200           /* names of a day */
#define BUSIEST_DAYS     60            /* how long a day is kept */
#define BUSIEST_NAME_MAX LINK_NAME_MAX /* of a campaign, LABEL_MAX */

enum busiest_kind { BUSIEST_LINKS = 'l', BUSIEST_CAMPAIGNS = 'c' };

struct busiest_item {
    uint64_t clicks;
    uint64_t link;                   /* its id; 0 for a campaign */
    char name[BUSIEST_NAME_MAX + 1]; /* of a campaign, or of a link (link_name.h) */
};

struct busiest_day {
    uint32_t day, owner;
    enum busiest_kind kind;
    size_t count;
    struct busiest_item items[BUSIEST_MAX];
};

/* Reads what is kept of out->day, owner and kind: no items when there is nothing. */
enum fault busiest_day_get(struct txn *, struct busiest_day *out);
enum fault busiest_day_put(struct txn *, const struct busiest_day *);

/* Adds clicks to an item of the day. */
void busiest_day_add(struct busiest_day *, const struct busiest_item *);

/*
 * The most clicked of the days from first to last together: *count of them, the most first, at most `most`.
 */
enum fault busiest_read(struct txn *, uint32_t owner, enum busiest_kind, uint32_t first, uint32_t last,
    struct busiest_item *out, size_t most, size_t *count);

/* A row of a day before *arg (uint32_t), for row_sweep_run over TABLE_BUSIEST. */
bool busiest_is_expired(const struct cursor *, void *arg, bool *stop);

#endif

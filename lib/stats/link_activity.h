/*
 * link_activity.h: what was last counted of a link: its newest opens by people, bots and previews, never from
 * which address; its clicks, and so its place in the ranking (click_rank.h). All in the link's row of counts
 * (click_stats_summary.h), for pages that show a link and ask again and again whether there is anything new.
 */
#ifndef CURT_STATS_LINK_ACTIVITY_H
#define CURT_STATS_LINK_ACTIVITY_H

#include "event/click.h"
#include "stats/click_rank.h"

struct click_stats_summary;
struct encoder;

#define LINK_ACTIVITY_OPENS        20
#define LINK_ACTIVITY_TEXT_MAX     32 /* bytes of a text; longer ones are cut */
#define LINK_ACTIVITY_REFERRER_MAX 64

/* "" is what was not counted. */
struct link_open {
    int64_t at;
    enum click_class class;
    char country[8], device[17];
    char browser[LINK_ACTIVITY_TEXT_MAX + 1], system[LINK_ACTIVITY_TEXT_MAX + 1];
    char referrer[LINK_ACTIVITY_REFERRER_MAX + 1];
};

enum { LINK_OPEN_TEXTS = 5 /* in this order */ };

/* Packs an open for the row; places: of the values that are its texts, SUMMARY_NONE where none is. */
void link_open_pack(struct encoder *, const struct link_open *, const uint32_t places[static LINK_OPEN_TEXTS],
    const struct click_stats_summary *);

struct link_activity {
    uint64_t event;  /* the number of the last that was counted; 0: none */
    uint64_t clicks; /* by people */
    struct click_rank_link rank;
    size_t count;
    struct link_open opens[LINK_ACTIVITY_OPENS]; /* newest first */
};

/* All zero for a link of which nothing was counted. link_activity_event reads no more than the number. */
enum fault link_activity_get(struct txn *, uint64_t link, struct link_activity *out);
enum fault link_activity_event(struct txn *, uint64_t link, uint64_t *event);

/* Ranks a link that was clicked before there was a ranking, as of this event. */
enum fault link_activity_begin(
    struct txn *, const struct click_rank_link *, const char *name, uint64_t event);

/* Moves the link in the ranking to where it belongs with its clicks. The summary is only a space to work in.
 */
enum fault link_activity_rank(struct txn *, struct click_stats_summary *, uint64_t link, const char *name);

/* Removes the opens, and the link's place in the ranking; the counts stay. FAULT_NONE, too, when there is
 * none. */
enum fault link_activity_remove(struct txn *, uint64_t link);

/* The same, and the counts go too, but for the hours that are over (click_stats.h). FAULT_MISSING when there
 * is nothing of it. */
enum fault link_activity_delete(struct txn *, uint64_t link);

#endif

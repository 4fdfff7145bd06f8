/*
 * missed_stats.h: what was asked for and did not open (event/missed.h), by day (UTC) and domain, people and
 * bots apart: how often for which reason, which is exact, and for which paths.
 *
 * A day keeps MISSED_PATHS of them. Once it has as many, a new one takes the place of the one that was asked
 * for least often, of those the longest ago. So a scanner, which asks for each path once, drives out its own,
 * and a count is never too high. Space-Saving (busiest.h), which hands counts on, would show its paths as
 * asked for thousands of times. Paths of links that were made for messages, each of which has one reader, are
 * not kept.
 *
 * TABLE_MISSED: day, domain, who -> counts by reason; reason, path, count, last time, of each path
 * The day MISSED_EVER has the counts of all days, without paths, and no domain.
 */
#ifndef CURT_STATS_MISSED_STATS_H
#define CURT_STATS_MISSED_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/domain_name.h"
#include "db/row.h"
#include "event/missed.h"

#define MISSED_PATHS 200 /* of a day and domain, of people or bots */
#define MISSED_DAYS  60  /* how long a day is kept */
#define MISSED_EVER  UINT32_MAX

enum missed_by { MISSED_PEOPLE, MISSED_BOTS /* previews too */, MISSED_BY };

struct missed_path {
    enum missed_reason reason;
    char path[MISSED_PATH_MAX + 1];
    uint64_t count;
    int64_t last;
};

struct missed_day {
    uint32_t day;
    char domain[DOMAIN_NAME_MAX + 1]; /* "": the default one */
    enum missed_by by;
    uint64_t counts[MISSED_REASONS];
    size_t path_count;
    struct missed_path paths[MISSED_PATHS];
};

/* Reads what is kept of out->day, domain and by: nothing is no fault. */
enum fault missed_day_get(struct txn *, struct missed_day *out);
enum fault missed_day_put(struct txn *, const struct missed_day *);

/* One visit more; without a path, it is only counted. */
void missed_day_add(struct missed_day *, enum missed_reason, const char *path, int64_t at);

/* Of several days: a path, by domain and reason. */
struct missed_item {
    char domain[DOMAIN_NAME_MAX + 1];
    enum missed_reason reason;
    char path[MISSED_PATH_MAX + 1];
    uint64_t counts[MISSED_BY];
    int64_t last;
};

struct missed_summary {
    uint64_t counts[MISSED_REASONS][MISSED_BY];
    size_t count;
    struct missed_item *items; /* those that most people asked for first, then bots */
};

/*
 * Adds up the days from first to last of a domain, or of all (NULL). Of all paths, as many as
 * MISSED_SUMMARY_MAX are added up, those of the newest days. missed_summary_free frees it, also after a
 * fault.
 */
#define MISSED_SUMMARY_MAX 20000
enum fault missed_read(
    struct txn *, uint32_t first, uint32_t last, const char *domain, struct missed_summary *out);
void missed_summary_free(struct missed_summary *);

/* A row of a day before *arg (uint32_t), for row_sweep_run over TABLE_MISSED. */
bool missed_is_expired(const struct cursor *, void *arg, bool *stop);

#endif

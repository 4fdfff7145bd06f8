/*
 * stats_missed.c: curt stats missed: what was asked for and did not open.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/timestamp.h"
#include "commands.h"
#include "event/visitor_salt.h"
#include "io.h"
#include "stats/missed_json.h"
#include "store.h"

enum { STATS_MISSED_DAYS = 30, STATS_MISSED_LIMIT = 20 };

static void
stats_missed_print(const struct missed_question *q, size_t limit, const struct config *config)
{
    char last[TIMESTAMP_SIZE];
    printf("%-12s  %12s  %12s\n", "reason", "people", "bots");
    for (enum missed_reason reason = 0; reason < MISSED_REASONS; reason++)
        printf("%-12s  %12llu  %12llu\n", missed_reason_name(reason),
            (unsigned long long)q->summary.counts[reason][MISSED_PEOPLE],
            (unsigned long long)q->summary.counts[reason][MISSED_BOTS]);
    for (size_t i = 0; i < q->summary.count && i < limit; i++) {
        const struct missed_item *item = &q->summary.items[i];
        timestamp_format(item->last, last);
        printf("%s%-12s  %12llu  %12llu  %s  %s%s\n", i == 0 ? "\n" : "", missed_reason_name(item->reason),
            (unsigned long long)item->counts[MISSED_PEOPLE], (unsigned long long)item->counts[MISSED_BOTS],
            last, missed_domain_name(item->domain, config), item->path);
    }
}

int
stats_command_missed(const struct call *call)
{
    struct config config;
    struct missed_question q = {.last = visitor_salt_day(timestamp_now())};
    const size_t limit = option_number(call, "limit", STATS_MISSED_LIMIT);
    struct env *env = store_open(&config);
    q.first = q.last - (uint32_t)option_number(call, "days", STATS_MISSED_DAYS) + 1;
    const enum fault fault = env_txn(env, ENV_READ, missed_question_body, &q);
    store_close(env);
    if (fault == FAULT_NONE && option_flag(call, "json"))
        io_print(missed_to_json(&q, limit, &config));
    else if (fault == FAULT_NONE)
        stats_missed_print(&q, limit, &config);
    missed_summary_free(&q.summary);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

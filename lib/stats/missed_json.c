/*
 * missed_json.c: the summary of some days as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/missed_json.h"

#include "base/json.h"

enum fault
missed_question_body(struct txn *txn, void *arg)
{
    struct missed_question *q = arg;
    missed_summary_free(&q->summary); /* of a run that was aborted */
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &q->as_of);
    return fault == FAULT_NONE ? missed_read(txn, q->first, q->last, q->domain, &q->summary) : fault;
}

const char *
missed_domain_name(const char *domain, const struct config *config)
{
    return domain[0] != '\0' ? domain : config->domains[0].name;
}

static void
missed_add_counts(struct json_object *to, const uint64_t counts[static MISSED_BY])
{
    json_object_object_add(to, "people", json_object_new_uint64(counts[MISSED_PEOPLE]));
    json_object_object_add(to, "bots", json_object_new_uint64(counts[MISSED_BOTS]));
}

static struct json_object *
missed_path_to_json(const struct missed_item *item, const struct config *config)
{
    struct json_object *one = json_object_new_object();
    json_add_text(one, "domain", missed_domain_name(item->domain, config));
    json_add_text(one, "path", item->path);
    json_add_text(one, "reason", missed_reason_name(item->reason));
    missed_add_counts(one, item->counts);
    json_add_timestamp(one, "last_at", item->last);
    return one;
}

struct json_object *
missed_to_json(const struct missed_question *q, size_t limit, const struct config *config)
{
    struct json_object *all = json_object_new_object(), *reasons = json_object_new_object(),
                       *paths = json_object_new_array();
    json_object_object_add(all, "as_of", checkpoint_to_json(&q->as_of));
    json_object_object_add(all, "days", json_object_new_uint64(q->last - q->first + 1));
    json_object_object_add(all, "reasons", reasons);
    json_object_object_add(all, "paths", paths);
    for (enum missed_reason reason = 0; reason < MISSED_REASONS; reason++) {
        struct json_object *one = json_object_new_object();
        missed_add_counts(one, q->summary.counts[reason]);
        json_object_object_add(reasons, missed_reason_name(reason), one);
    }
    for (size_t i = 0; i < q->summary.count && i < limit; i++)
        json_object_array_add(paths, missed_path_to_json(&q->summary.items[i], config));
    return all;
}

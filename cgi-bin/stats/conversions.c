/*
 * conversions.c: how many conversions, and what they were worth, as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "conversions.h"

#include "base/json.h"

void
conversions_add(struct json_object *to, const struct conversion_stats *stats)
{
    struct json_object *all = json_object_new_object(), *values = json_object_new_array();
    char amount[MONEY_SIZE];
    for (size_t i = 0; i < stats->currencies; i++) {
        const struct conversion_stats_value *value = &stats->values[i];
        struct json_object *one = json_object_new_object();
        money_sum_format(&value->amount, amount);
        json_add_text(one, "currency", value->currency);
        json_add_text(one, "amount", amount);
        json_object_object_add(one, "count", json_object_new_uint64(value->count));
        json_object_array_add(values, one);
    }
    json_object_object_add(all, "count", json_object_new_uint64(stats->count));
    json_object_object_add(all, "values", values);
    json_object_object_add(to, "conversions", all);
}

void
conversions_add_csv(const struct conversion_stats *stats, struct buffer *out)
{
    char amount[MONEY_SIZE];
    buffer_add(out, "currency,amount,conversions\r\n");
    for (size_t i = 0; i < stats->currencies; i++) {
        const struct conversion_stats_value *value = &stats->values[i];
        money_sum_format(&value->amount, amount);
        buffer_addf(out, "%s,%s,%llu\r\n", value->currency, amount, (unsigned long long)value->count);
    }
    if (stats->without > 0)
        buffer_addf(out, ",,%llu\r\n", (unsigned long long)stats->without);
}

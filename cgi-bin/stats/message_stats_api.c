/*
 * message_stats_api.c: GET /api/v1/stats/messages and .../funnel: message statistics as JSON and CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message_stats_api.h"

#include <stdlib.h>
#include <string.h>

#include "as_of.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/timestamp.h"
#include "campaign/campaign.h"
#include "carrier/carrier_error.h"
#include "conversions.h"
#include "http/problem.h"
#include "http/query_enum.h"
#include "http/response.h"
#include "link/link_index.h"
#include "series.h"
#include "stats/message_stats.h"

enum {
    MESSAGE_STATS_API_VALUES = 500, /* of a part that are shown one by one */
    MESSAGE_STATS_API_CSV_MAX = 512 * 1024,
    MESSAGE_STATS_API_RATE_SIZE = 48, /* room for a rate as text */
};

enum message_stats_api_table {
    MESSAGE_STATS_API_TOTALS,
    MESSAGE_STATS_API_CHANNELS,
    MESSAGE_STATS_API_ERRORS,
    MESSAGE_STATS_API_COST,
    MESSAGE_STATS_API_SERIES,
    MESSAGE_STATS_API_CONVERSIONS
};

struct message_stats_api_value {
    char name[MESSAGE_ERROR_MAX + 1];
    struct message_stats stats;
};

struct message_stats_api_values {
    struct message_stats_api_value values[MESSAGE_STATS_API_VALUES + 1]; /* the last: all others */
    size_t count;
};

/* One question, and what the store has to say to it, all of one time. */
struct message_stats_api_view {
    struct message_stats_scope scope;
    bool csv;
    enum message_stats_api_table table;
    struct series series;
    struct message_stats *points; /* one for each of the series */
    struct message_stats whole;
    struct message_stats_api_values channels, errors, cost;
    struct conversion_stats conversions;
    struct checkpoint as_of;
};

static void
message_stats_api_sum(struct message_stats *to, const struct message_stats *add)
{
    for (int i = 0; i < MESSAGE_STATS_STEPS; i++)
        to->steps[i] += add->steps[i];
}

static void
message_stats_api_take(const char *name, uint32_t quarter, const struct message_stats *stats, void *arg)
{
    struct message_stats_api_values *values = arg;
    struct message_stats_api_value *value = &values->values[values->count];
    (void)quarter;
    if (values->count > MESSAGE_STATS_API_VALUES) {
        value = &values->values[MESSAGE_STATS_API_VALUES];
        name = "(other)";
    } else {
        *value = (struct message_stats_api_value){.stats = {{0}}};
        values->count++;
    }
    snprintf(value->name, sizeof value->name, "%s", name);
    message_stats_api_sum(&value->stats, stats);
}

static void
message_stats_api_take_quarter(
    const char *name, uint32_t quarter, const struct message_stats *stats, void *arg)
{
    struct message_stats_api_view *view = arg;
    size_t place;
    (void)name;
    if (series_place(&view->series, (int64_t)quarter * 900 * TIMESTAMP_SECOND, &place))
        message_stats_api_sum(&view->points[place], stats);
}

static void
message_stats_api_clear(struct message_stats_api_view *view)
{
    view->channels.count = view->errors.count = view->cost.count = 0;
    series_rewind(&view->series);
    for (size_t i = 0; i < view->series.count; i++)
        view->points[i] = (struct message_stats){{0}};
}

static enum fault
message_stats_api_read_series(struct txn *txn, struct message_stats_api_view *view)
{
    const int64_t quarter = 900 * TIMESTAMP_SECOND;
    if (!view->series.wanted)
        return FAULT_NONE;
    return message_stats_visit(txn, &view->scope, MESSAGE_STATS_QUARTER,
        (uint32_t)(view->series.starts[0] / quarter), (uint32_t)(series_end(&view->series) / quarter),
        message_stats_api_take_quarter, view);
}

static bool
message_stats_api_see_link(const struct link *link, void *arg)
{
    (void)link;
    *(bool *)arg = true;
    return false;
}

/* FAULT_MISSING: no message, link or campaign that the asker may see has ever had this name. */
static enum fault
message_stats_api_find_campaign(struct txn *txn, const struct message_stats_api_view *view)
{
    struct link_list links = {
        .group = LINK_GROUP_CAMPAIGN, .name = view->scope.campaign, .owner = view->scope.owner};
    bool found = view->scope.campaign[0] == '\0' || view->whole.steps[MESSAGE_STATS_MESSAGES] > 0;
    if (found)
        return FAULT_NONE;
    enum fault fault = link_list_visit(txn, &links, message_stats_api_see_link, &found);
    if (found || fault != FAULT_NONE)
        return found ? FAULT_NONE : fault;
    struct campaign *campaign = xmalloc(sizeof *campaign);
    fault = campaign_get(txn, view->scope.campaign, campaign);
    if (fault == FAULT_NONE && view->scope.owner != 0 && campaign->owner != view->scope.owner)
        fault = FAULT_MISSING;
    free(campaign);
    return fault;
}

/* as_of.h says why the consumer's row is read first. */
static enum fault
message_stats_api_body(struct txn *txn, void *arg)
{
    struct message_stats_api_view *view = arg;
    const struct {
        enum message_stats_part part;
        struct message_stats_api_values *values;
    } parts[] = {{MESSAGE_STATS_CHANNEL, &view->channels}, {MESSAGE_STATS_ERROR, &view->errors},
        {MESSAGE_STATS_CURRENCY, &view->cost}};
    message_stats_api_clear(view);
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &view->as_of);
    if (fault == FAULT_NONE)
        fault = message_stats_get_totals(txn, &view->scope, &view->whole);
    if (fault == FAULT_NONE)
        fault = message_stats_api_find_campaign(txn, view);
    for (int i = 0; i < 3 && fault == FAULT_NONE; i++)
        fault = message_stats_visit(
            txn, &view->scope, parts[i].part, 0, UINT32_MAX, message_stats_api_take, parts[i].values);
    if (fault == FAULT_NONE)
        fault = conversion_stats_get(txn,
            &(struct conversion_stats_scope){.owner = view->scope.owner, .campaign = view->scope.campaign},
            &view->conversions);
    return fault == FAULT_NONE ? message_stats_api_read_series(txn, view) : fault;
}

/* Neither with the carrier nor over: what is rejected or undeliverable was submitted. */
static int64_t
message_stats_api_waiting(const struct message_stats *f)
{
    return f->steps[MESSAGE_STATS_MESSAGES] - f->steps[MESSAGE_STATS_SUBMITTED] -
           f->steps[MESSAGE_STATS_FAILED] - f->steps[MESSAGE_STATS_UNKNOWN];
}

static int64_t
message_stats_api_not_arrived(const struct message_stats *f)
{
    return f->steps[MESSAGE_STATS_REJECTED] + f->steps[MESSAGE_STATS_UNDELIVERABLE] +
           f->steps[MESSAGE_STATS_FAILED];
}

/* "0.1234", rounded; "" when there is nothing to divide by. */
static void
message_stats_api_rate(int64_t part, int64_t of, char out[static MESSAGE_STATS_API_RATE_SIZE])
{
    out[0] = '\0';
    if (of <= 0)
        return;
    const int64_t rate = (part * 20000 + of) / (of * 2);
    snprintf(out, MESSAGE_STATS_API_RATE_SIZE, "%lld.%04lld", (long long)(rate / 10000),
        (long long)(rate % 10000));
}

static void
message_stats_api_delivery_rate(const struct message_stats *f, char out[static MESSAGE_STATS_API_RATE_SIZE])
{
    message_stats_api_rate(f->steps[MESSAGE_STATS_DELIVERED], f->steps[MESSAGE_STATS_SUBMITTED], out);
}

static void
message_stats_api_click_rate(const struct message_stats *f, char out[static MESSAGE_STATS_API_RATE_SIZE])
{
    message_stats_api_rate(f->steps[MESSAGE_STATS_CLICKED], f->steps[MESSAGE_STATS_DELIVERED], out);
}

static void
message_stats_api_add_count(struct json_object *to, const char *name, int64_t count)
{
    json_object_object_add(to, name, json_object_new_int64(count));
}

static void
message_stats_api_add_rate(struct json_object *to, const char *name, const char *rate)
{
    json_object_object_add(
        to, name, rate[0] == '\0' ? NULL : json_object_new_double_s(strtod(rate, NULL), rate));
}

static void
message_stats_api_add(struct json_object *to, const struct message_stats *f)
{
    char delivery[MESSAGE_STATS_API_RATE_SIZE], click[MESSAGE_STATS_API_RATE_SIZE];
    message_stats_api_delivery_rate(f, delivery);
    message_stats_api_click_rate(f, click);
    for (int i = 0; i < MESSAGE_STATS_COLUMNS; i++)
        message_stats_api_add_count(
            to, message_stats_columns[i].name, f->steps[message_stats_columns[i].step]);
    message_stats_api_add_count(to, "waiting", message_stats_api_waiting(f));
    message_stats_api_add_count(to, "segments", f->steps[MESSAGE_STATS_PARTS]);
    message_stats_api_add_rate(to, "delivery_rate", delivery);
    message_stats_api_add_rate(to, "click_through_rate", click);
}

static void
message_stats_api_add_channel(struct json_object *to, const struct message_stats_api_value *v)
{
    json_add_text(to, "value", v->name);
    message_stats_api_add(to, &v->stats);
}

static void
message_stats_api_add_error(struct json_object *to, const struct message_stats_api_value *v)
{
    const struct carrier_error *error = carrier_error_find(v->name);
    json_add_text(to, "value", v->name);
    json_add_text_or_null(to, "reason", error != NULL ? error->reason : "");
    json_add_text_or_null(to, "meaning", error != NULL ? error->meaning : "");
    message_stats_api_add_count(to, "messages", message_stats_api_not_arrived(&v->stats));
}

static void
message_stats_api_add_cost(struct json_object *to, const struct message_stats_api_value *v)
{
    char amount[MONEY_SIZE];
    money_format(v->stats.steps[MESSAGE_STATS_AMOUNT], amount);
    json_add_text(to, "currency", v->name);
    json_add_text(to, "amount", amount);
    message_stats_api_add_count(to, "messages", v->stats.steps[MESSAGE_STATS_PRICED]);
}

static void
message_stats_api_add_list(struct json_object *to, const char *name,
    const struct message_stats_api_values *values,
    void (*add)(struct json_object *to, const struct message_stats_api_value *))
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < values->count; i++) {
        struct json_object *one = json_object_new_object();
        add(one, &values->values[i]);
        json_object_array_add(list, one);
    }
    json_object_object_add(to, name, list);
}

static void
message_stats_api_add_point(struct json_object *to, size_t place, const void *arg)
{
    const struct message_stats_api_view *view = arg;
    for (int i = 0; i < MESSAGE_STATS_COLUMNS - 1; i++)
        message_stats_api_add_count(
            to, message_stats_columns[i].name, view->points[place].steps[message_stats_columns[i].step]);
}

static void
message_stats_api_send_json(struct request *request, const struct message_stats_api_view *view)
{
    struct json_object *all = json_object_new_object();
    const char *campaign = view->scope.campaign;
    json_add_text_or_null(all, "campaign", campaign);
    message_stats_api_add(all, &view->whole);
    message_stats_api_add_list(all, "by_channel", &view->channels, message_stats_api_add_channel);
    message_stats_api_add_list(all, "by_error", &view->errors, message_stats_api_add_error);
    message_stats_api_add_list(all, "cost", &view->cost, message_stats_api_add_cost);
    conversions_add(all, &view->conversions);
    if (view->series.wanted)
        json_object_object_add(all, "series", series_json(&view->series, message_stats_api_add_point, view));
    as_of_add(all, &view->as_of);
    response_send_json(request, 200, "application/json", all);
}

static void
message_stats_api_csv_head(struct buffer *out, int columns, const char *rest)
{
    for (int i = 0; i < columns; i++)
        buffer_addf(out, "%s%s", i > 0 ? "," : "", message_stats_columns[i].name);
    buffer_addf(out, "%s\r\n", rest);
}

static void
message_stats_api_csv_counts(struct buffer *out, int columns, const struct message_stats *f)
{
    for (int i = 0; i < columns; i++)
        buffer_addf(out, "%s%lld", i > 0 ? "," : "", (long long)f->steps[message_stats_columns[i].step]);
}

static void
message_stats_api_csv_row(struct buffer *out, const struct message_stats *f)
{
    char delivery[MESSAGE_STATS_API_RATE_SIZE], click[MESSAGE_STATS_API_RATE_SIZE];
    message_stats_api_delivery_rate(f, delivery);
    message_stats_api_click_rate(f, click);
    message_stats_api_csv_counts(out, MESSAGE_STATS_COLUMNS, f);
    buffer_addf(out, ",%lld,%lld,%s,%s\r\n", (long long)message_stats_api_waiting(f),
        (long long)f->steps[MESSAGE_STATS_PARTS], delivery, click);
}

#define MESSAGE_STATS_API_WORKED_OUT ",waiting,segments,delivery_rate,click_through_rate"

static void
message_stats_api_csv_totals(struct buffer *out, const struct message_stats_api_view *view)
{
    message_stats_api_csv_head(out, MESSAGE_STATS_COLUMNS, MESSAGE_STATS_API_WORKED_OUT);
    message_stats_api_csv_row(out, &view->whole);
}

static void
message_stats_api_csv_channels(struct buffer *out, const struct message_stats_api_view *view)
{
    buffer_add(out, "channel,");
    message_stats_api_csv_head(out, MESSAGE_STATS_COLUMNS, MESSAGE_STATS_API_WORKED_OUT);
    for (size_t i = 0; i < view->channels.count; i++) {
        buffer_addf(out, "%s,", view->channels.values[i].name);
        message_stats_api_csv_row(out, &view->channels.values[i].stats);
    }
}

static void
message_stats_api_csv_errors(struct buffer *out, const struct message_stats_api_view *view)
{
    buffer_add(out, "error,messages,meaning\r\n");
    for (size_t i = 0; i < view->errors.count; i++) {
        const struct message_stats_api_value *v = &view->errors.values[i];
        const struct carrier_error *error = carrier_error_find(v->name);
        buffer_add_csv(out, v->name);
        buffer_addf(out, ",%lld,", (long long)message_stats_api_not_arrived(&v->stats));
        buffer_add_csv(out, error != NULL ? error->meaning : "");
        buffer_add(out, "\r\n");
    }
}

static void
message_stats_api_csv_cost(struct buffer *out, const struct message_stats_api_view *view)
{
    buffer_add(out, "currency,amount,messages\r\n");
    for (size_t i = 0; i < view->cost.count; i++) {
        const struct message_stats_api_value *v = &view->cost.values[i];
        char amount[MONEY_SIZE];
        money_format(v->stats.steps[MESSAGE_STATS_AMOUNT], amount);
        buffer_add_csv(out, v->name);
        buffer_addf(out, ",%s,%lld\r\n", amount, (long long)v->stats.steps[MESSAGE_STATS_PRICED]);
    }
}

static void
message_stats_api_csv_series(struct buffer *out, const struct message_stats_api_view *view)
{
    buffer_add(out, "start,");
    message_stats_api_csv_head(out, MESSAGE_STATS_COLUMNS - 1, "");
    for (size_t i = 0; i < view->series.count; i++) {
        char start[TIMEZONE_TIME_SIZE];
        timezone_format(view->series.starts[i], start);
        buffer_addf(out, "%s,", start);
        message_stats_api_csv_counts(out, MESSAGE_STATS_COLUMNS - 1, &view->points[i]);
        buffer_add(out, "\r\n");
    }
}

static void
message_stats_api_csv_conversions(struct buffer *out, const struct message_stats_api_view *view)
{
    conversions_add_csv(&view->conversions, out);
}

static void
message_stats_api_send_csv(struct request *request, const struct message_stats_api_view *view)
{
    static void (*const tables[])(struct buffer *, const struct message_stats_api_view *) = {
        [MESSAGE_STATS_API_TOTALS] = message_stats_api_csv_totals,
        [MESSAGE_STATS_API_CHANNELS] = message_stats_api_csv_channels,
        [MESSAGE_STATS_API_ERRORS] = message_stats_api_csv_errors,
        [MESSAGE_STATS_API_COST] = message_stats_api_csv_cost,
        [MESSAGE_STATS_API_SERIES] = message_stats_api_csv_series,
        [MESSAGE_STATS_API_CONVERSIONS] = message_stats_api_csv_conversions,
    };
    char *space = xmalloc(MESSAGE_STATS_API_CSV_MAX);
    struct buffer out = buffer_over(space, MESSAGE_STATS_API_CSV_MAX);
    tables[view->table](&out, view);
    as_of_send_csv(request, &view->as_of, &out);
    free(space);
}

static bool
message_stats_api_read_form(struct request *request, struct message_stats_api_view *view)
{
    static const char *const tables[] = {
        "totals", "channels", "errors", "cost", "series", "conversions", NULL};
    int table;
    if (!query_wants_csv(request, &view->csv) ||
        !query_enum(request, "table", tables,
            view->series.wanted ? MESSAGE_STATS_API_SERIES : MESSAGE_STATS_API_TOTALS, &table))
        return false;
    view->table = (enum message_stats_api_table)table;
    if (view->csv && view->table == MESSAGE_STATS_API_SERIES && !view->series.wanted) {
        problem_send(
            request, ERROR_INVALID_PARAMETER, "unit is missing: a series needs hour, day or month.", "unit");
        return false;
    }
    return true;
}

static int
message_stats_api_compare(const void *a, const void *b)
{
    const struct message_stats_api_value *x = a, *y = b;
    const int64_t one = message_stats_api_not_arrived(&x->stats),
                  two = message_stats_api_not_arrived(&y->stats);
    return one != two ? (one < two) - (one > two) : strcmp(x->name, y->name);
}

static void
message_stats_api_answer(
    struct request *request, const struct context *context, struct message_stats_api_view *view)
{
    view->points = xcalloc(view->series.count + 1, sizeof *view->points);
    enum fault fault = env_txn(context->env, ENV_READ, message_stats_api_body, view);
    if (fault != FAULT_NONE) {
        problem_send_fault(request, fault, "No message and no link has had this campaign.");
        return;
    }
    qsort(view->errors.values, view->errors.count, sizeof *view->errors.values, message_stats_api_compare);
    (view->csv ? message_stats_api_send_csv : message_stats_api_send_json)(request, view);
}

static void
message_stats_api_handle(struct request *request, struct context *context, const char *campaign)
{
    struct message_stats_api_view *view = xcalloc(1, sizeof *view);
    view->scope = (struct message_stats_scope){api_key_scope(&request->key), campaign};
    if (series_read(request, &view->series) && message_stats_api_read_form(request, view))
        message_stats_api_answer(request, context, view);
    series_free(&view->series);
    free(view->points);
    free(view);
}

void
message_stats_all(struct request *request, struct context *context)
{
    message_stats_api_handle(request, context, "");
}

void
message_stats_campaign(struct request *request, struct context *context)
{
    const char *campaign = request_param(request, "name");
    if (label_is_valid(campaign))
        message_stats_api_handle(request, context, campaign);
    else
        problem_send(request, ERROR_NOT_FOUND, "There is nothing with this name.", NULL);
}

/*
 * click_stats_api.c: GET /api/v1/stats: click statistics as JSON and CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "click_stats_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "as_of.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "conversions.h"
#include "http/api_key.h"
#include "http/problem.h"
#include "http/query_domain.h"
#include "http/query_enum.h"
#include "http/response.h"
#include "link/link.h"
#include "link/link_json.h"
#include "series.h"
#include "stats/click_stats_json.h"
#include "week.h"

enum {
    CLICK_STATS_API_TOP = 10,
    CLICK_STATS_API_TOP_MAX = 200,
    CLICK_STATS_API_CSV_MAX = 512 * 1024,
    CLICK_STATS_API_ROWS_MAX = CLICK_STATS_VALUES_MAX + 1, /* and the rest */
};

struct value {
    char name[CLICK_STATS_VALUE_MAX + 1];
    uint64_t count;
};

struct breakdown {
    struct value values[CLICK_STATS_API_ROWS_MAX];
    size_t count;
};

struct point {
    uint64_t clicks, visitors, bots, previews;
};

enum table_wanted { WANT_TOTALS, WANT_SERIES, WANT_BREAKDOWN, WANT_WEEK, WANT_CONVERSIONS };

/* One question, and what the store has to say to it, all of one time. */
struct question {
    const struct context *context;
    struct click_stats_scope scope;
    char name[LABEL_MAX + 1], code[SHORT_CODE_MAX + 1], domain[DOMAIN_NAME_MAX + 1];
    size_t top;
    bool csv;
    enum table_wanted table;
    struct series series;
    struct week week;
    struct point *points;         /* one for each of the series */
    struct breakdown *breakdowns; /* one a dimension */
    struct click_stats_totals totals;
    struct conversion_stats conversions; /* but of a tag */
    struct checkpoint as_of;
};

static void
click_stats_api_take_value(enum click_stats_dimension dimension, const char *value, uint64_t count, void *arg)
{
    struct question *q = arg;
    struct breakdown *b = &q->breakdowns[dimension];
    if (b->count == CLICK_STATS_API_ROWS_MAX)
        return;
    struct value *v = &b->values[b->count++];
    snprintf(v->name, sizeof v->name, "%s", value[0] == '\0' ? "(other)" : value);
    v->count = count;
}

static void
click_stats_api_take_hour(uint32_t hour, const struct click_stats_hour *counts, void *arg)
{
    struct question *q = arg;
    for (int i = 0; i < CLICK_STATS_QUARTERS; i++) {
        const int64_t at = ((int64_t)hour * CLICK_STATS_QUARTERS + i) * 900 * TIMESTAMP_SECOND;
        size_t place;
        if (!series_place(&q->series, at, &place))
            continue;
        struct point *point = &q->points[place];
        point->clicks += counts->opens[i][CLICK_PERSON];
        point->bots += counts->opens[i][CLICK_BOT];
        point->previews += counts->opens[i][CLICK_PREVIEW];
        point->visitors += counts->visitors[i];
        week_add(&q->week, at, counts->opens[i][CLICK_PERSON]);
    }
}

static void
click_stats_api_clear(struct question *q)
{
    series_rewind(&q->series);
    week_clear(&q->week);
    for (size_t i = 0; i < q->series.count; i++)
        q->points[i] = (struct point){0};
    for (int d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        q->breakdowns[d].count = 0;
}

static enum fault
click_stats_api_conversions(struct txn *txn, struct question *q)
{
    const struct conversion_stats_scope scope = {
        .owner = q->scope.kind == CLICK_STATS_LINK ? 0 : q->scope.owner,
        .link = q->scope.kind == CLICK_STATS_LINK ? q->scope.link : 0,
        .campaign = q->scope.kind == CLICK_STATS_CAMPAIGN ? q->name : ""};
    return conversion_stats_get(txn, &scope, &q->conversions);
}

/* as_of.h says why the consumer's row is read first. */
static enum fault
click_stats_api_body(struct txn *txn, void *arg)
{
    struct question *q = arg;
    click_stats_api_clear(q);
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &q->as_of);
    if (fault == FAULT_NONE)
        fault = click_stats_summary(txn, &q->scope, &q->totals, click_stats_api_take_value, q);
    if (fault == FAULT_NONE && q->scope.kind != CLICK_STATS_TAG)
        fault = click_stats_api_conversions(txn, q);
    if (fault == FAULT_NONE && q->series.wanted) {
        const int64_t hour = 3600 * TIMESTAMP_SECOND;
        fault = click_stats_hours(txn, &q->scope, (uint32_t)(q->series.starts[0] / hour),
            (uint32_t)(series_end(&q->series) / hour), click_stats_api_take_hour, q);
    }
    return fault;
}

static int
click_stats_api_compare(const void *a, const void *b)
{
    const struct value *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->name, y->name);
}

static void
click_stats_api_add_count(struct json_object *to, const char *name, uint64_t count)
{
    json_object_object_add(to, name, json_object_new_uint64(count));
}

static struct json_object *
click_stats_api_breakdown_json(const struct question *q, enum click_stats_dimension d)
{
    struct json_object *list = json_object_new_array();
    const struct breakdown *b = &q->breakdowns[d];
    for (size_t i = 0; i < b->count && i < q->top; i++) {
        struct json_object *one = json_object_new_object();
        json_add_text(one, "value", b->values[i].name);
        click_stats_api_add_count(one, d == CLICK_STATS_BOT ? "opens" : "clicks", b->values[i].count);
        json_object_array_add(list, one);
    }
    return list;
}

static void
click_stats_api_add_point(struct json_object *to, size_t place, const void *arg)
{
    const struct question *q = arg;
    const struct point *point = &q->points[place];
    click_stats_api_add_count(to, "clicks", point->clicks);
    click_stats_api_add_count(to, "visitors", point->visitors);
    click_stats_api_add_count(to, "bots", point->bots);
    click_stats_api_add_count(to, "previews", point->previews);
}

/* Where the countries come from: curt-relay alone has the file. */
static struct json_object *
click_stats_api_countries_json(const struct config *config)
{
    struct json_object *countries = json_object_new_object();
    json_object_object_add(
        countries, "configured", json_object_new_boolean(config->stats_countries[0] != '\0'));
    json_add_text_or_null(countries, "licence", config->stats_countries_licence);
    return countries;
}

static void
click_stats_api_send_json(struct request *request, const struct question *q)
{
    struct json_object *all = json_object_new_object();
    if (q->scope.kind == CLICK_STATS_LINK) {
        json_add_text(all, "code", q->code);
        json_add_text(all, "domain", q->domain);
    }
    if (q->scope.kind == CLICK_STATS_CAMPAIGN)
        json_add_text(all, "campaign", q->name);
    if (q->scope.kind == CLICK_STATS_TAG)
        json_add_text(all, "tag", q->name);
    click_stats_add_totals(all, &q->totals);
    if (q->scope.kind != CLICK_STATS_TAG)
        conversions_add(all, &q->conversions);
    as_of_add(all, &q->as_of);
    struct json_object *breakdown = json_object_new_object();
    for (enum click_stats_dimension d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        json_object_object_add(
            breakdown, click_stats_dimension_name(d), click_stats_api_breakdown_json(q, d));
    json_object_object_add(all, "breakdown", breakdown);
    json_object_object_add(all, "countries", click_stats_api_countries_json(q->context->config));
    if (q->series.wanted)
        json_object_object_add(all, "series", series_json(&q->series, click_stats_api_add_point, q));
    if (q->week.wanted)
        json_object_object_add(all, "week", week_json(&q->week));
    response_send_json(request, 200, "application/json", all);
}

static void
click_stats_api_add_totals_csv(const struct question *q, struct buffer *out)
{
    char first[TIMESTAMP_SIZE] = "", last[TIMESTAMP_SIZE] = "";
    if (q->totals.first != 0)
        timestamp_format(q->totals.first, first);
    if (q->totals.last != 0)
        timestamp_format(q->totals.last, last);
    buffer_add(out, "clicks,visitors,bots,previews,prefetches,first_click,last_click\r\n");
    buffer_addf(out, "%llu,%llu,%llu,%llu,%llu,%s,%s\r\n", (unsigned long long)q->totals.opens[CLICK_PERSON],
        (unsigned long long)q->totals.visitors, (unsigned long long)q->totals.opens[CLICK_BOT],
        (unsigned long long)q->totals.opens[CLICK_PREVIEW],
        (unsigned long long)q->totals.opens[CLICK_PREFETCH], first, last);
}

static void
click_stats_api_add_series_csv(const struct question *q, struct buffer *out)
{
    buffer_add(out, "start,clicks,visitors,bots,previews\r\n");
    for (size_t i = 0; i < q->series.count; i++) {
        const struct point *p = &q->points[i];
        char start[TIMEZONE_TIME_SIZE];
        timezone_format(q->series.starts[i], start);
        buffer_addf(out, "%s,%llu,%llu,%llu,%llu\r\n", start, (unsigned long long)p->clicks,
            (unsigned long long)p->visitors, (unsigned long long)p->bots, (unsigned long long)p->previews);
    }
}

static void
click_stats_api_add_breakdown_csv(const struct question *q, struct buffer *out)
{
    buffer_add(out, "dimension,value,opens\r\n");
    for (enum click_stats_dimension d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        for (size_t i = 0; i < q->breakdowns[d].count && i < q->top; i++) {
            buffer_addf(out, "%s,", click_stats_dimension_name(d));
            buffer_add_csv(out, q->breakdowns[d].values[i].name);
            buffer_addf(out, ",%llu\r\n", (unsigned long long)q->breakdowns[d].values[i].count);
        }
}

static void
click_stats_api_send_csv(struct request *request, const struct question *q)
{
    char *space = xmalloc(CLICK_STATS_API_CSV_MAX);
    struct buffer out = buffer_over(space, CLICK_STATS_API_CSV_MAX);
    if (q->table == WANT_SERIES)
        click_stats_api_add_series_csv(q, &out);
    else if (q->table == WANT_WEEK)
        week_add_csv(&q->week, &out);
    else if (q->table == WANT_BREAKDOWN)
        click_stats_api_add_breakdown_csv(q, &out);
    else if (q->table == WANT_CONVERSIONS)
        conversions_add_csv(&q->conversions, &out);
    else
        click_stats_api_add_totals_csv(q, &out);
    as_of_send_csv(request, &q->as_of, &out);
    free(space);
}

static bool
click_stats_api_read_form(struct request *request, struct question *q)
{
    static const char *const tables[] = {"totals", "series", "breakdown", "week", "conversions", NULL};
    char top[8], *end;
    int table;
    if (!query_wants_csv(request, &q->csv) ||
        !query_enum(request, "table", tables, q->series.wanted ? WANT_SERIES : WANT_TOTALS, &table))
        return false;
    q->table = (enum table_wanted)table;
    q->top = CLICK_STATS_API_TOP;
    enum fault fault = request_query(request, "top", top, sizeof top);
    if (fault != FAULT_MISSING) {
        q->top = strtoul(top, &end, 10);
        if (fault != FAULT_NONE || top[0] < '1' || top[0] > '9' || *end != '\0' ||
            q->top > CLICK_STATS_API_TOP_MAX) {
            problem_send(request, ERROR_INVALID_PARAMETER, "top must be a number from 1 to 200.", "top");
            return false;
        }
    }
    if (q->csv && q->table == WANT_WEEK)
        q->week.wanted = q->series.wanted;
    if (q->csv && (q->table == WANT_SERIES || q->table == WANT_WEEK) && !q->series.wanted) {
        problem_send(request, ERROR_INVALID_PARAMETER,
            "unit is missing: this table needs hour, day or month.", "unit");
        return false;
    }
    if (q->csv && q->table == WANT_CONVERSIONS && q->scope.kind == CLICK_STATS_TAG) {
        problem_send(request, ERROR_INVALID_PARAMETER,
            "table cannot be conversions here: they are not counted by tag.", "table");
        return false;
    }
    return true;
}

static void
click_stats_api_answer(struct request *request, struct question *q)
{
    q->breakdowns = xcalloc(CLICK_STATS_DIMENSIONS, sizeof *q->breakdowns);
    q->points = xcalloc(q->series.count + 1, sizeof *q->points);
    if (env_txn(q->context->env, ENV_READ, click_stats_api_body, q) != FAULT_NONE) {
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    for (int d = 0; d < CLICK_STATS_DIMENSIONS; d++)
        qsort(q->breakdowns[d].values, q->breakdowns[d].count, sizeof *q->breakdowns[d].values,
            click_stats_api_compare);
    (q->csv ? click_stats_api_send_csv : click_stats_api_send_json)(request, q);
}

/* The scope is set: what else is asked, and the answer. */
static void
click_stats_api_handle(struct request *request, struct question *q)
{
    q->scope.owner = api_key_scope(&request->key);
    q->scope.name = q->name;
    if (series_read(request, &q->series) && week_read(request, q->series.wanted, &q->week) &&
        click_stats_api_read_form(request, q))
        click_stats_api_answer(request, q);
    series_free(&q->series);
    free(q->points);
    free(q->breakdowns);
}

void
click_stats_all(struct request *request, struct context *context)
{
    struct question q = {.context = context, .scope.kind = CLICK_STATS_ALL};
    click_stats_api_handle(request, &q);
}

static void
click_stats_label(struct request *request, struct context *context, enum click_stats_kind kind)
{
    struct question q = {.context = context, .scope.kind = kind};
    const char *name = request_param(request, "name");
    if (!label_is_valid(name)) {
        problem_send(request, ERROR_NOT_FOUND, "There is nothing with this name.", NULL);
        return;
    }
    strcpy(q.name, name);
    click_stats_api_handle(request, &q);
}

void
click_stats_campaign(struct request *request, struct context *context)
{
    click_stats_label(request, context, CLICK_STATS_CAMPAIGN);
}

void
click_stats_tag(struct request *request, struct context *context)
{
    click_stats_label(request, context, CLICK_STATS_TAG);
}

bool
click_stats_link_name(
    struct request *request, const struct context *context, char name[static LINK_NAME_MAX + 1])
{
    char domain[DOMAIN_NAME_MAX + 1];
    if (!query_domain(request, context, domain))
        return false;
    link_name_write(domain, request_param(request, "code"), name);
    return true;
}

void
click_stats_link(struct request *request, struct context *context)
{
    struct question q = {.context = context, .scope.kind = CLICK_STATS_LINK};
    struct link link;
    char name[LINK_NAME_MAX + 1];
    if (!click_stats_link_name(request, context, name))
        return;
    enum fault fault = link_get_owned(env_read(context->env), name, api_key_scope(&request->key), &link);
    if (fault == FAULT_NONE && !api_key_may_see(&request->key, link.owner, link.labels.campaign))
        fault = FAULT_MISSING;
    if (fault != FAULT_NONE) {
        problem_send_fault(request, fault, "There is no such link, or it belongs to another key.");
    } else {
        q.scope.link = link.id;
        strcpy(q.code, link.code);
        strcpy(q.domain, link_domain(&link, context->config));
        click_stats_api_handle(request, &q);
    }
}

#include "web/numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/key.h"
#include "store/link.h"
#include "web/as_of.h"
#include "web/auth.h"
#include "web/choice.h"
#include "web/json.h"
#include "web/links.h"
#include "web/problem.h"
#include "web/series.h"

enum {
    NUMBERS_TOP = 10,
    NUMBERS_TOP_MAX = 200,
    NUMBERS_CSV_MAX = 512 * 1024,
    NUMBERS_ROWS_MAX = TALLY_VALUES_MAX + 1, /* and the rest */
};

struct value {
    char name[TALLY_VALUE_MAX + 1];
    uint64_t count;
};

struct breakdown {
    struct value values[NUMBERS_ROWS_MAX];
    size_t count;
};

struct point {
    uint64_t clicks, visitors, bots, previews;
};

enum table_wanted { WANT_TOTALS, WANT_SERIES, WANT_BREAKDOWN };

/* One question, and what the store has to say to it, all of one moment. */
struct question {
    const struct desk *desk;
    struct tally_scope scope;
    char name[LABEL_MAX + 1], code[CODE_MAX + 1];
    size_t top;
    bool csv;
    enum table_wanted table;
    struct series series;
    struct point *points;         /* one for each of the series */
    struct breakdown *breakdowns; /* one a dimension */
    struct tally_totals totals;
    struct consumer as_of;
};

static void
numbers_take_value(enum tally_dimension dimension, const char *value, uint64_t count, void *arg)
{
    struct question *q = arg;
    struct breakdown *b = &q->breakdowns[dimension];
    if (b->count == NUMBERS_ROWS_MAX)
        return;
    struct value *v = &b->values[b->count++];
    snprintf(v->name, sizeof v->name, "%s", value[0] == '\0' ? "(other)" : value);
    v->count = count;
}

static void
numbers_take_hour(uint32_t hour, const struct tally_hour *counts, void *arg)
{
    struct question *q = arg;
    for (int i = 0; i < TALLY_QUARTERS; i++) {
        const int64_t at = ((int64_t)hour * TALLY_QUARTERS + i) * 900 * CLOCK_SECOND;
        size_t place;
        if (!series_place(&q->series, at, &place))
            continue;
        struct point *point = &q->points[place];
        point->clicks += counts->opens[i][TALLY_PERSON];
        point->bots += counts->opens[i][TALLY_BOT_OPEN];
        point->previews += counts->opens[i][TALLY_PREVIEW];
        point->visitors += counts->visitors[i];
    }
}

static void
numbers_clear(struct question *q)
{
    series_rewind(&q->series);
    for (size_t i = 0; i < q->series.count; i++)
        q->points[i] = (struct point){0};
    for (int d = 0; d < TALLY_DIMENSIONS; d++)
        q->breakdowns[d].count = 0;
}

/* as_of.h says why the consumer's row is read first. */
static enum fault
numbers_body(struct txn *txn, void *arg)
{
    struct question *q = arg;
    numbers_clear(q);
    enum fault fault = consumer_get(txn, CONSUMER_COUNT, &q->as_of);
    if (fault == FAULT_NONE)
        fault = tally_summary(txn, &q->scope, &q->totals, numbers_take_value, q);
    if (fault == FAULT_NONE && q->series.wanted) {
        const int64_t hour = 3600 * CLOCK_SECOND;
        fault = tally_hours(txn, &q->scope, (uint32_t)(q->series.starts[0] / hour),
            (uint32_t)(series_end(&q->series) / hour), numbers_take_hour, q);
    }
    return fault;
}

static int
numbers_compare(const void *a, const void *b)
{
    const struct value *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->name, y->name);
}

static void
numbers_add_count(struct json_object *to, const char *name, uint64_t count)
{
    json_object_object_add(to, name, json_object_new_uint64(count));
}

static struct json_object *
numbers_breakdown_json(const struct question *q, enum tally_dimension d)
{
    struct json_object *list = json_object_new_array();
    const struct breakdown *b = &q->breakdowns[d];
    for (size_t i = 0; i < b->count && i < q->top; i++) {
        struct json_object *one = json_object_new_object();
        json_object_object_add(one, "value", json_object_new_string(b->values[i].name));
        numbers_add_count(one, d == TALLY_BOT ? "opens" : "clicks", b->values[i].count);
        json_object_array_add(list, one);
    }
    return list;
}

static void
numbers_add_point(struct json_object *to, size_t place, const void *arg)
{
    const struct question *q = arg;
    const struct point *point = &q->points[place];
    numbers_add_count(to, "clicks", point->clicks);
    numbers_add_count(to, "visitors", point->visitors);
    numbers_add_count(to, "bots", point->bots);
    numbers_add_count(to, "previews", point->previews);
}

static void
numbers_send_json(struct http *http, const struct question *q)
{
    struct json_object *all = json_object_new_object();
    if (q->scope.kind == TALLY_LINK)
        json_object_object_add(all, "code", json_object_new_string(q->code));
    if (q->scope.kind == TALLY_CAMPAIGN)
        json_object_object_add(all, "campaign", json_object_new_string(q->name));
    if (q->scope.kind == TALLY_TAG)
        json_object_object_add(all, "tag", json_object_new_string(q->name));
    numbers_add_count(all, "clicks", q->totals.opens[TALLY_PERSON]);
    numbers_add_count(all, "visitors", q->totals.visitors);
    numbers_add_count(all, "bots", q->totals.opens[TALLY_BOT_OPEN]);
    numbers_add_count(all, "previews", q->totals.opens[TALLY_PREVIEW]);
    numbers_add_count(all, "prefetches", q->totals.opens[TALLY_PREFETCH]);
    json_add_moment(all, "first_click", q->totals.first);
    json_add_moment(all, "last_click", q->totals.last);
    as_of_add(all, &q->as_of);
    struct json_object *breakdown = json_object_new_object();
    for (enum tally_dimension d = 0; d < TALLY_DIMENSIONS; d++)
        json_object_object_add(breakdown, tally_dimension_name(d), numbers_breakdown_json(q, d));
    json_object_object_add(all, "breakdown", breakdown);
    if (q->series.wanted)
        json_object_object_add(all, "series", series_json(&q->series, numbers_add_point, q));
    json_send(http, 200, "application/json", all);
}

static void
numbers_add_totals_csv(const struct question *q, struct buffer *out)
{
    char first[CLOCK_TEXT] = "", last[CLOCK_TEXT] = "";
    if (q->totals.first != 0)
        clock_text(q->totals.first, first);
    if (q->totals.last != 0)
        clock_text(q->totals.last, last);
    buffer_add(out, "clicks,visitors,bots,previews,prefetches,first_click,last_click\r\n");
    buffer_addf(out, "%llu,%llu,%llu,%llu,%llu,%s,%s\r\n", (unsigned long long)q->totals.opens[TALLY_PERSON],
        (unsigned long long)q->totals.visitors, (unsigned long long)q->totals.opens[TALLY_BOT_OPEN],
        (unsigned long long)q->totals.opens[TALLY_PREVIEW],
        (unsigned long long)q->totals.opens[TALLY_PREFETCH], first, last);
}

static void
numbers_add_series_csv(const struct question *q, struct buffer *out)
{
    buffer_add(out, "start,clicks,visitors,bots,previews\r\n");
    for (size_t i = 0; i < q->series.count; i++) {
        const struct point *p = &q->points[i];
        char start[ZONE_TEXT];
        zone_text(q->series.starts[i], start);
        buffer_addf(out, "%s,%llu,%llu,%llu,%llu\r\n", start, (unsigned long long)p->clicks,
            (unsigned long long)p->visitors, (unsigned long long)p->bots, (unsigned long long)p->previews);
    }
}

static void
numbers_add_breakdown_csv(const struct question *q, struct buffer *out)
{
    buffer_add(out, "dimension,value,opens\r\n");
    for (enum tally_dimension d = 0; d < TALLY_DIMENSIONS; d++)
        for (size_t i = 0; i < q->breakdowns[d].count && i < q->top; i++) {
            buffer_addf(out, "%s,", tally_dimension_name(d));
            buffer_add_csv(out, q->breakdowns[d].values[i].name);
            buffer_addf(out, ",%llu\r\n", (unsigned long long)q->breakdowns[d].values[i].count);
        }
}

static void
numbers_send_csv(struct http *http, const struct question *q)
{
    char *space = malloc(NUMBERS_CSV_MAX);
    if (space == NULL)
        log_fatal("out of memory");
    struct buffer out = buffer_over(space, NUMBERS_CSV_MAX);
    if (q->table == WANT_SERIES)
        numbers_add_series_csv(q, &out);
    else if (q->table == WANT_BREAKDOWN)
        numbers_add_breakdown_csv(q, &out);
    else
        numbers_add_totals_csv(q, &out);
    as_of_send_csv(http, &q->as_of, &out);
    free(space);
}

static bool
numbers_read_form(struct http *http, struct question *q)
{
    static const char *const tables[] = {"totals", "series", "breakdown", NULL};
    char top[8], *end;
    int table;
    if (!choice_read_csv(http, &q->csv) ||
        !choice_read(http, "table", tables, q->series.wanted ? WANT_SERIES : WANT_TOTALS, &table))
        return false;
    q->table = (enum table_wanted)table;
    q->top = NUMBERS_TOP;
    enum fault fault = http_query(http, "top", top, sizeof top);
    if (fault != FAULT_MISSING) {
        q->top = strtoul(top, &end, 10);
        if (fault != FAULT_NONE || top[0] < '1' || top[0] > '9' || *end != '\0' || q->top > NUMBERS_TOP_MAX) {
            problem_send(http, 400, "top is a number from 1 to 200.", "top");
            return false;
        }
    }
    if (q->csv && q->table == WANT_SERIES && !q->series.wanted) {
        problem_send(http, 400, "A series needs unit: hour, day or month.", "unit");
        return false;
    }
    return true;
}

/* What the path asks about; false when the answer is sent. */
static bool
numbers_read_scope(struct http *http, struct question *q, const struct key *key)
{
    const char *rest = http->path + strlen(NUMBERS_PATH);
    struct link link;
    q->scope.owner = key->role == KEY_CREATOR ? key->id : 0;
    q->scope.name = q->name;
    if (*rest == '\0' || strcmp(rest, "/") == 0) {
        q->scope.kind = TALLY_ALL;
        return true;
    }
    if (strncmp(rest, "/campaigns/", 11) == 0 || strncmp(rest, "/tags/", 6) == 0) {
        q->scope.kind = rest[1] == 'c' ? TALLY_CAMPAIGN : TALLY_TAG;
        snprintf(q->name, sizeof q->name, "%s", strchr(rest + 1, '/') + 1);
        if (label_valid(strchr(rest + 1, '/') + 1))
            return true;
    }
    if (strncmp(rest, "/links/", 7) == 0 && code_valid(rest + 7, strlen(rest + 7))) {
        enum fault fault = link_get(env_read(q->desk->env), rest + 7, &link);
        if (fault == FAULT_NONE && links_may_see(key, &link)) {
            q->scope = (struct tally_scope){.kind = TALLY_LINK, .link = link.id};
            strcpy(q->code, link.code);
            return true;
        }
        if (fault != FAULT_NONE && fault != FAULT_MISSING) {
            problem_send_store(http);
            return false;
        }
    }
    problem_send(http, 404, "There is no such link, or nothing at this address.", NULL);
    return false;
}

static void
numbers_answer(struct http *http, struct question *q)
{
    q->breakdowns = calloc(TALLY_DIMENSIONS, sizeof *q->breakdowns);
    q->points = calloc(q->series.count + 1, sizeof *q->points);
    if (q->breakdowns == NULL || q->points == NULL)
        log_fatal("out of memory");
    if (env_txn(q->desk->env, ENV_WRITE, numbers_body, q) != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    for (int d = 0; d < TALLY_DIMENSIONS; d++)
        qsort(q->breakdowns[d].values, q->breakdowns[d].count, sizeof *q->breakdowns[d].values,
            numbers_compare);
    (q->csv ? numbers_send_csv : numbers_send_json)(http, q);
}

void
numbers_handle(struct http *http, const struct desk *desk)
{
    struct question q = {.desk = desk};
    struct key key;
    if (http->method != HTTP_GET && http->method != HTTP_HEAD)
        problem_send_method(http, "GET, HEAD");
    else if (auth_require(http, desk->env, KEY_READER, &key) == FAULT_NONE &&
             numbers_read_scope(http, &q, &key) && series_read(http, &q.series) &&
             numbers_read_form(http, &q))
        numbers_answer(http, &q);
    series_free(&q.series);
    free(q.points);
    free(q.breakdowns);
}

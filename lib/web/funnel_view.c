#include "web/funnel_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/money.h"
#include "store/funnel.h"
#include "web/as_of.h"
#include "web/auth.h"
#include "web/choice.h"
#include "web/problem.h"
#include "web/series.h"

enum {
    FUNNEL_VALUES = 500, /* of a part that are shown one by one */
    FUNNEL_CSV_MAX = 512 * 1024,
    FUNNEL_RATE = 48, /* room for a rate as text */
};

enum funnel_table { FUNNEL_TOTALS, FUNNEL_CHANNELS, FUNNEL_ERRORS, FUNNEL_COST, FUNNEL_SERIES };

struct funnel_value {
    char name[MESSAGE_ERROR_MAX + 1];
    struct funnel funnel;
};

struct funnel_values {
    struct funnel_value values[FUNNEL_VALUES + 1]; /* the last: all others */
    size_t count;
};

/* One question, and what the store has to say to it, all of one moment. */
struct funnel_view {
    struct funnel_scope scope;
    bool csv;
    enum funnel_table table;
    struct series series;
    struct funnel *points; /* one for each of the series */
    struct funnel whole;
    struct funnel_values channels, errors, cost;
    struct consumer as_of;
};

/* In the order in which they are shown; waiting and the rates are worked out. */
static const struct {
    enum funnel_step step;
    const char *name;
} funnel_columns[] = {
    {FUNNEL_MESSAGES, "messages"}, {FUNNEL_SUBMITTED, "submitted"}, {FUNNEL_DELIVERED, "delivered"},
    {FUNNEL_READ, "read"}, {FUNNEL_CLICKED, "clicked"}, {FUNNEL_REJECTED, "rejected"},
    {FUNNEL_UNDELIVERABLE, "undeliverable"}, {FUNNEL_FAILED, "failed"},
    {FUNNEL_UNKNOWN, "unknown"}, /* last: a series leaves it out */
};
enum { FUNNEL_COLUMNS = sizeof funnel_columns / sizeof *funnel_columns };

static void
funnel_view_sum(struct funnel *to, const struct funnel *add)
{
    for (int i = 0; i < FUNNEL_STEPS; i++)
        to->steps[i] += add->steps[i];
}

static void
funnel_view_take(const char *name, uint32_t quarter, const struct funnel *funnel, void *arg)
{
    struct funnel_values *values = arg;
    struct funnel_value *value = &values->values[values->count];
    (void)quarter;
    if (values->count > FUNNEL_VALUES) {
        value = &values->values[FUNNEL_VALUES];
        name = "(other)";
    } else {
        *value = (struct funnel_value){.funnel = {{0}}};
        values->count++;
    }
    snprintf(value->name, sizeof value->name, "%s", name);
    funnel_view_sum(&value->funnel, funnel);
}

static void
funnel_view_take_quarter(const char *name, uint32_t quarter, const struct funnel *funnel, void *arg)
{
    struct funnel_view *view = arg;
    size_t place;
    (void)name;
    if (series_place(&view->series, (int64_t)quarter * 900 * CLOCK_SECOND, &place))
        funnel_view_sum(&view->points[place], funnel);
}

static void
funnel_view_clear(struct funnel_view *view)
{
    view->channels.count = view->errors.count = view->cost.count = 0;
    series_rewind(&view->series);
    for (size_t i = 0; i < view->series.count; i++)
        view->points[i] = (struct funnel){{0}};
}

static enum fault
funnel_view_read_series(struct txn *txn, struct funnel_view *view)
{
    const int64_t quarter = 900 * CLOCK_SECOND;
    if (!view->series.wanted)
        return FAULT_NONE;
    return funnel_visit(txn, &view->scope, FUNNEL_QUARTER, (uint32_t)(view->series.starts[0] / quarter),
        (uint32_t)(series_end(&view->series) / quarter), funnel_view_take_quarter, view);
}

/* as_of.h says why the consumer's row is read first. */
static enum fault
funnel_view_body(struct txn *txn, void *arg)
{
    struct funnel_view *view = arg;
    const struct {
        enum funnel_part part;
        struct funnel_values *values;
    } parts[] = {
        {FUNNEL_CHANNEL, &view->channels}, {FUNNEL_ERROR, &view->errors}, {FUNNEL_CURRENCY, &view->cost}};
    funnel_view_clear(view);
    enum fault fault = consumer_get(txn, CONSUMER_COUNT, &view->as_of);
    if (fault == FAULT_NONE)
        fault = funnel_whole(txn, &view->scope, &view->whole);
    for (int i = 0; i < 3 && fault == FAULT_NONE; i++)
        fault = funnel_visit(
            txn, &view->scope, parts[i].part, 0, UINT32_MAX, funnel_view_take, parts[i].values);
    return fault == FAULT_NONE ? funnel_view_read_series(txn, view) : fault;
}

/* Neither with the carrier nor over: what is rejected or undeliverable was submitted. */
static int64_t
funnel_view_waiting(const struct funnel *f)
{
    return f->steps[FUNNEL_MESSAGES] - f->steps[FUNNEL_SUBMITTED] - f->steps[FUNNEL_FAILED] -
           f->steps[FUNNEL_UNKNOWN];
}

static int64_t
funnel_view_not_arrived(const struct funnel *f)
{
    return f->steps[FUNNEL_REJECTED] + f->steps[FUNNEL_UNDELIVERABLE] + f->steps[FUNNEL_FAILED];
}

/* "0.1234", rounded; "" when there is nothing to divide by. */
static void
funnel_view_rate(int64_t part, int64_t of, char out[static FUNNEL_RATE])
{
    out[0] = '\0';
    if (of <= 0)
        return;
    const int64_t rate = (part * 20000 + of) / (of * 2);
    snprintf(out, FUNNEL_RATE, "%lld.%04lld", (long long)(rate / 10000), (long long)(rate % 10000));
}

static void
funnel_view_delivery_rate(const struct funnel *f, char out[static FUNNEL_RATE])
{
    funnel_view_rate(f->steps[FUNNEL_DELIVERED], f->steps[FUNNEL_SUBMITTED], out);
}

static void
funnel_view_click_rate(const struct funnel *f, char out[static FUNNEL_RATE])
{
    funnel_view_rate(f->steps[FUNNEL_CLICKED], f->steps[FUNNEL_DELIVERED], out);
}

static void
funnel_view_add_count(struct json_object *to, const char *name, int64_t count)
{
    json_object_object_add(to, name, json_object_new_int64(count));
}

static void
funnel_view_add_rate(struct json_object *to, const char *name, const char *rate)
{
    json_object_object_add(
        to, name, rate[0] == '\0' ? NULL : json_object_new_double_s(strtod(rate, NULL), rate));
}

static void
funnel_view_add(struct json_object *to, const struct funnel *f)
{
    char delivery[FUNNEL_RATE], click[FUNNEL_RATE];
    funnel_view_delivery_rate(f, delivery);
    funnel_view_click_rate(f, click);
    for (int i = 0; i < FUNNEL_COLUMNS; i++)
        funnel_view_add_count(to, funnel_columns[i].name, f->steps[funnel_columns[i].step]);
    funnel_view_add_count(to, "waiting", funnel_view_waiting(f));
    funnel_view_add_count(to, "segments", f->steps[FUNNEL_PARTS]);
    funnel_view_add_rate(to, "delivery_rate", delivery);
    funnel_view_add_rate(to, "click_through_rate", click);
}

static void
funnel_view_add_channel(struct json_object *to, const struct funnel_value *v)
{
    json_object_object_add(to, "value", json_object_new_string(v->name));
    funnel_view_add(to, &v->funnel);
}

static void
funnel_view_add_error(struct json_object *to, const struct funnel_value *v)
{
    json_object_object_add(to, "value", json_object_new_string(v->name));
    funnel_view_add_count(to, "messages", funnel_view_not_arrived(&v->funnel));
}

static void
funnel_view_add_cost(struct json_object *to, const struct funnel_value *v)
{
    char amount[MONEY_TEXT];
    money_text(v->funnel.steps[FUNNEL_AMOUNT], amount);
    json_object_object_add(to, "currency", json_object_new_string(v->name));
    json_object_object_add(to, "amount", json_object_new_string(amount));
    funnel_view_add_count(to, "messages", v->funnel.steps[FUNNEL_PRICED]);
}

static void
funnel_view_add_list(struct json_object *to, const char *name, const struct funnel_values *values,
    void (*add)(struct json_object *to, const struct funnel_value *))
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
funnel_view_add_point(struct json_object *to, size_t place, const void *arg)
{
    const struct funnel_view *view = arg;
    for (int i = 0; i < FUNNEL_COLUMNS - 1; i++)
        funnel_view_add_count(to, funnel_columns[i].name, view->points[place].steps[funnel_columns[i].step]);
}

static void
funnel_view_send_json(struct http *http, const struct funnel_view *view)
{
    struct json_object *all = json_object_new_object();
    const char *campaign = view->scope.campaign;
    json_object_object_add(all, "campaign", campaign[0] == '\0' ? NULL : json_object_new_string(campaign));
    funnel_view_add(all, &view->whole);
    funnel_view_add_list(all, "by_channel", &view->channels, funnel_view_add_channel);
    funnel_view_add_list(all, "by_error", &view->errors, funnel_view_add_error);
    funnel_view_add_list(all, "cost", &view->cost, funnel_view_add_cost);
    if (view->series.wanted)
        json_object_object_add(all, "series", series_json(&view->series, funnel_view_add_point, view));
    as_of_add(all, &view->as_of);
    json_send(http, 200, "application/json", all);
}

static void
funnel_view_csv_head(struct buffer *out, int columns, const char *rest)
{
    for (int i = 0; i < columns; i++)
        buffer_addf(out, "%s%s", i > 0 ? "," : "", funnel_columns[i].name);
    buffer_addf(out, "%s\r\n", rest);
}

static void
funnel_view_csv_counts(struct buffer *out, int columns, const struct funnel *f)
{
    for (int i = 0; i < columns; i++)
        buffer_addf(out, "%s%lld", i > 0 ? "," : "", (long long)f->steps[funnel_columns[i].step]);
}

static void
funnel_view_csv_row(struct buffer *out, const struct funnel *f)
{
    char delivery[FUNNEL_RATE], click[FUNNEL_RATE];
    funnel_view_delivery_rate(f, delivery);
    funnel_view_click_rate(f, click);
    funnel_view_csv_counts(out, FUNNEL_COLUMNS, f);
    buffer_addf(out, ",%lld,%lld,%s,%s\r\n", (long long)funnel_view_waiting(f),
        (long long)f->steps[FUNNEL_PARTS], delivery, click);
}

#define FUNNEL_WORKED_OUT ",waiting,segments,delivery_rate,click_through_rate"

static void
funnel_view_csv_totals(struct buffer *out, const struct funnel_view *view)
{
    funnel_view_csv_head(out, FUNNEL_COLUMNS, FUNNEL_WORKED_OUT);
    funnel_view_csv_row(out, &view->whole);
}

static void
funnel_view_csv_channels(struct buffer *out, const struct funnel_view *view)
{
    buffer_add(out, "channel,");
    funnel_view_csv_head(out, FUNNEL_COLUMNS, FUNNEL_WORKED_OUT);
    for (size_t i = 0; i < view->channels.count; i++) {
        buffer_addf(out, "%s,", view->channels.values[i].name);
        funnel_view_csv_row(out, &view->channels.values[i].funnel);
    }
}

static void
funnel_view_csv_errors(struct buffer *out, const struct funnel_view *view)
{
    buffer_add(out, "error,messages\r\n");
    for (size_t i = 0; i < view->errors.count; i++) {
        const struct funnel_value *v = &view->errors.values[i];
        buffer_add_csv(out, v->name);
        buffer_addf(out, ",%lld\r\n", (long long)funnel_view_not_arrived(&v->funnel));
    }
}

static void
funnel_view_csv_cost(struct buffer *out, const struct funnel_view *view)
{
    buffer_add(out, "currency,amount,messages\r\n");
    for (size_t i = 0; i < view->cost.count; i++) {
        const struct funnel_value *v = &view->cost.values[i];
        char amount[MONEY_TEXT];
        money_text(v->funnel.steps[FUNNEL_AMOUNT], amount);
        buffer_add_csv(out, v->name);
        buffer_addf(out, ",%s,%lld\r\n", amount, (long long)v->funnel.steps[FUNNEL_PRICED]);
    }
}

static void
funnel_view_csv_series(struct buffer *out, const struct funnel_view *view)
{
    buffer_add(out, "start,");
    funnel_view_csv_head(out, FUNNEL_COLUMNS - 1, "");
    for (size_t i = 0; i < view->series.count; i++) {
        char start[ZONE_TEXT];
        zone_text(view->series.starts[i], start);
        buffer_addf(out, "%s,", start);
        funnel_view_csv_counts(out, FUNNEL_COLUMNS - 1, &view->points[i]);
        buffer_add(out, "\r\n");
    }
}

static void
funnel_view_send_csv(struct http *http, const struct funnel_view *view)
{
    static void (*const tables[])(struct buffer *, const struct funnel_view *) = {
        [FUNNEL_TOTALS] = funnel_view_csv_totals,
        [FUNNEL_CHANNELS] = funnel_view_csv_channels,
        [FUNNEL_ERRORS] = funnel_view_csv_errors,
        [FUNNEL_COST] = funnel_view_csv_cost,
        [FUNNEL_SERIES] = funnel_view_csv_series,
    };
    char *space = malloc(FUNNEL_CSV_MAX);
    if (space == NULL)
        log_fatal("out of memory");
    struct buffer out = buffer_over(space, FUNNEL_CSV_MAX);
    tables[view->table](&out, view);
    as_of_send_csv(http, &view->as_of, &out);
    free(space);
}

static bool
funnel_view_read_form(struct http *http, struct funnel_view *view)
{
    static const char *const tables[] = {"totals", "channels", "errors", "cost", "series", NULL};
    int table;
    if (!choice_read_csv(http, &view->csv) ||
        !choice_read(http, "table", tables, view->series.wanted ? FUNNEL_SERIES : FUNNEL_TOTALS, &table))
        return false;
    view->table = (enum funnel_table)table;
    if (view->csv && view->table == FUNNEL_SERIES && !view->series.wanted) {
        problem_send(http, 400, "A series needs unit: hour, day or month.", "unit");
        return false;
    }
    return true;
}

static int
funnel_view_compare(const void *a, const void *b)
{
    const struct funnel_value *x = a, *y = b;
    const int64_t one = funnel_view_not_arrived(&x->funnel), two = funnel_view_not_arrived(&y->funnel);
    return one != two ? (one < two) - (one > two) : strcmp(x->name, y->name);
}

static void
funnel_view_answer(struct http *http, const struct desk *desk, struct funnel_view *view)
{
    view->points = calloc(view->series.count + 1, sizeof *view->points);
    if (view->points == NULL)
        log_fatal("out of memory");
    if (env_txn(desk->env, ENV_WRITE, funnel_view_body, view) != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    qsort(view->errors.values, view->errors.count, sizeof *view->errors.values, funnel_view_compare);
    (view->csv ? funnel_view_send_csv : funnel_view_send_json)(http, view);
}

void
funnel_view_handle(struct http *http, const struct desk *desk, const char *campaign)
{
    struct key key;
    struct funnel_view *view = calloc(1, sizeof *view);
    if (view == NULL)
        log_fatal("out of memory");
    if (http->method != HTTP_GET && http->method != HTTP_HEAD) {
        problem_send_method(http, "GET, HEAD");
    } else if (auth_require(http, desk->env, KEY_READER, &key) == FAULT_NONE) {
        view->scope = (struct funnel_scope){key.role == KEY_CREATOR ? key.id : 0, campaign};
        if (series_read(http, &view->series) && funnel_view_read_form(http, view))
            funnel_view_answer(http, desk, view);
    }
    series_free(&view->series);
    free(view->points);
    free(view);
}

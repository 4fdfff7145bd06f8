#include "web/monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"
#include "store/consumer.h"
#include "store/event.h"
#include "store/key.h"
#include "store/tally.h"
#include "web/auth.h"
#include "web/json.h"
#include "web/problem.h"

enum {
    MONITOR_HOLES =
        1000 /* numbers without an event that are passed over in search of the oldest unread one */
};

/* How far the count is behind the log. */
struct lag {
    uint64_t last, counted;
    double seconds; /* the age of the oldest event that is not counted; 0: all are */
};

static enum fault
monitor_lag(struct env *env, struct lag *out)
{
    struct consumer consumer;
    struct event *event = malloc(sizeof *event);
    uint64_t first = 0;
    if (event == NULL)
        log_fatal("out of memory");
    enum fault fault = consumer_get(env_read(env), CONSUMER_COUNT, &consumer);
    if (fault == FAULT_NONE)
        fault = event_range(env, consumer.number + 1, &first, &out->last);
    out->counted = consumer.number;
    out->seconds = 0;
    uint64_t next = consumer.number + 1 > first ? consumer.number + 1 : first;
    for (int i = 0; fault == FAULT_NONE && next <= out->last && i < MONITOR_HOLES; i++, next++) {
        fault = event_read(env_read(env), next, event);
        if (fault == FAULT_NONE) {
            out->seconds = (double)(clock_now() - event->at) / CLOCK_SECOND;
            break;
        }
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    if (next > out->last) /* nothing but holes behind the position */
        out->last = out->counted > out->last ? out->last : out->counted;
    free(event);
    return fault;
}

void
monitor_health(struct http *http, const struct desk *desk)
{
    struct lag lag;
    if (http->method != HTTP_GET && http->method != HTTP_HEAD) {
        problem_send_method(http, "GET, HEAD");
        return;
    }
    if (monitor_lag(desk->env, &lag) != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    const bool late = lag.seconds > (double)desk->conf->stats_max_lag;
    struct json_object *all = json_object_new_object();
    json_object_object_add(all, "status", json_object_new_string(late ? "late" : "ok"));
    json_object_object_add(all, "store", json_object_new_string("open"));
    json_object_object_add(all, "last_event", json_object_new_uint64(lag.last));
    json_object_object_add(all, "counted_event", json_object_new_uint64(lag.counted));
    json_object_object_add(
        all, "lag_events", json_object_new_uint64(lag.last > lag.counted ? lag.last - lag.counted : 0));
    json_object_object_add(all, "oldest_unread_seconds", json_object_new_double(lag.seconds));
    json_send(http, late ? 503 : 200, "application/json", all);
}

static bool
monitor_may_read(struct http *http, const struct desk *desk)
{
    struct key key;
    const char *token = desk->conf->stats_metrics_token, *bearer = auth_bearer(http);
    uint8_t wanted[DIGEST_BYTES], given[DIGEST_BYTES];
    if (token[0] != '\0' && bearer[0] != '\0') {
        digest_text(token, wanted);
        digest_text(bearer, given);
        if (digest_same(wanted, given))
            return true;
    }
    return auth_require(http, desk->env, KEY_READER, &key) == FAULT_NONE;
}

static void
monitor_add(struct buffer *out, const char *name, const char *type, const char *help, double value)
{
    buffer_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, type, name, value);
}

void
monitor_metrics(struct http *http, const struct desk *desk)
{
    char space[8192];
    struct lag lag;
    struct tally_totals totals;
    if (http->method != HTTP_GET && http->method != HTTP_HEAD) {
        problem_send_method(http, "GET, HEAD");
        return;
    }
    if (!monitor_may_read(http, desk))
        return;
    if (monitor_lag(desk->env, &lag) != FAULT_NONE ||
        tally_totals(env_read(desk->env), &(struct tally_scope){.kind = TALLY_ALL}, &totals) != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    struct buffer out = buffer_over(space, sizeof space);
    monitor_add(
        &out, "curt_store_users", "gauge", "Processes that have the store open.", env_users(desk->env));
    monitor_add(&out, "curt_events_last", "counter", "Number of the newest event.", (double)lag.last);
    monitor_add(
        &out, "curt_events_counted", "counter", "Number of the last event counted.", (double)lag.counted);
    monitor_add(&out, "curt_relay_lag_seconds", "gauge", "Age of the oldest event not counted.", lag.seconds);
    monitor_add(
        &out, "curt_clicks_total", "counter", "Clicks by people.", (double)totals.opens[TALLY_PERSON]);
    monitor_add(
        &out, "curt_visitors_total", "counter", "Visitors, each once a day.", (double)totals.visitors);
    monitor_add(&out, "curt_bots_total", "counter", "Opens by bots.", (double)totals.opens[TALLY_BOT_OPEN]);
    monitor_add(&out, "curt_previews_total", "counter", "Opens by link previews.",
        (double)totals.opens[TALLY_PREVIEW]);
    monitor_add(&out, "curt_prefetches_total", "counter", "Browsers looking ahead.",
        (double)totals.opens[TALLY_PREFETCH]);
    http_header(http, "Cache-Control", "no-store");
    http_send(http, 200, "text/plain; version=0.0.4; charset=utf-8", out.text, out.length);
}

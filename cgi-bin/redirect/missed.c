/*
 * missed.c: puts a visit to what does not open into the spool. A scanner asks for a million paths: only so
 * many a second are kept, the others are counted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/timestamp.h"
#include "db/cluster.h"
#include "event/spool.h"
#include "http/forwarder.h"
#include "net/url.h"
#include "redirect.h"

enum {
    MISSED_BURST = 10, /* seconds of what is recorded, at once */
    MISSED_ASKS = 20,  /* links a second that the master of a cluster is asked for by this worker */
};

/* Is one more recorded? */
static bool
missed_may_record(struct redirect *r, int64_t now)
{
    const int64_t rate = r->context->config->clicks_missed_per_second;
    rate_limiter_set(&r->missed, rate, 1, MISSED_BURST * rate);
    if (rate_limiter_available(&r->missed, now, 1) == 0)
        return false;
    rate_limiter_take(&r->missed, 1);
    return true;
}

/* The path as it was asked for: request->path may have been cut on the way to a link. */
static struct click_text
missed_path(const struct request *request, char space[static REQUEST_PATH_SIZE])
{
    const char *target = request->fields[HTTP_REQUEST_URI];
    const size_t length = strcspn(target, "?");
    if (length >= REQUEST_PATH_SIZE)
        return (struct click_text){"/", 1};
    memcpy(space, target, length);
    space[length] = '\0';
    if (url_decode(space, false) != FAULT_NONE)
        return (struct click_text){"/", 1};
    return (struct click_text){space, strlen(space)};
}

static void
missed_add_link(struct missed *missed, const struct link *link, uint8_t labels[static LABELS_BYTES_MAX])
{
    struct click *click = &missed->click;
    click->link = link->id;
    click->owner = link->owner;
    click->message = uuid_is_nil(link->message) ? NULL : link->message;
    click->code = (struct click_text){link->code, strlen(link->code)};
    click->labels = (struct click_text){(const char *)labels, labels_encode(&link->labels, labels)};
}

static void
missed_publish(struct redirect *r, const struct request *request, const struct link *link,
    enum missed_reason reason, int64_t now)
{
    char path[REQUEST_PATH_SIZE];
    uint8_t body[CLICK_BYTES_MAX], labels[LABELS_BYTES_MAX];
    size_t length;
    const bool elsewhere = r->domain != r->context->config->domains;
    struct missed missed = {.reason = reason,
        .path = missed_path(request, path),
        .click = {.domain = {r->domain->name, elsewhere ? strlen(r->domain->name) : 0},
            .referrer = redirect_sent(request, HTTP_REFERER),
            .agent = redirect_sent(request, HTTP_USER_AGENT),
            .language = redirect_sent(request, HTTP_ACCEPT_LANGUAGE),
            .query = {request->query, strlen(request->query)}}};
    if (link != NULL)
        missed_add_link(&missed, link, labels);
    request_client_address(request, &missed.click.address);
    missed.click.visitor = redirect_visitor(r, now, &missed.click.address, missed.click.agent);
    if (r->context->config->clicks_anonymize)
        ip_address_anonymize(&missed.click.address);
    if (missed_encode(&missed, body, sizeof body, &length) == FAULT_NONE)
        spool_add_missed(r->spool, now, body, length);
    else
        spool_pass_over(r->spool);
}

void
redirect_miss(
    struct redirect *r, const struct request *request, const struct link *link, enum missed_reason reason)
{
    const int64_t now = timestamp_now();
    if (r->context->config->clicks_missed_per_second == 0 || request->method != HTTP_GET ||
        redirect_is_prefetch(request))
        return;
    if (missed_may_record(r, now))
        missed_publish(r, request, link, reason, now);
    else
        spool_pass_over(r->spool);
}

/* The master of a cluster may have the link already, when it is new: true when it has answered, or nobody can
 * tell, which is answered here. A scanner must not make all hosts as busy as this one. */
static bool
missed_ask_master(struct redirect *r, struct request *request)
{
    if (r->context->forwarder == NULL)
        return false;
    rate_limiter_set(&r->asked, MISSED_ASKS, 1, MISSED_ASKS);
    if (rate_limiter_available(&r->asked, timestamp_now(), 1) == 0)
        return false;
    rate_limiter_take(&r->asked, 1);
    if (forwarder_asks(request, r->context))
        return true;
    if (cluster_can_write(r->context->env))
        return false;
    redirect_send_unavailable(request);
    return true;
}

void
redirect_send_missing(struct redirect *r, struct request *request)
{
    const bool root = request->path[1] == '\0';
    if (!root && missed_ask_master(r, request))
        return;
    redirect_miss(r, request, NULL, root ? MISSED_ROOT : MISSED_NOT_FOUND);
    if (root)
        redirect_send_root(r, request);
    else
        redirect_send_not_found(r, request);
}

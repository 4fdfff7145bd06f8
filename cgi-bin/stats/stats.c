/*
 * stats.fcgi: the numbers: of a link, a campaign, a tag, of everything, of messages; health and metrics. See
 * curt-stats(8).
 */
#include <stdlib.h>
#include <string.h>

#include "base/program.h"
#include "click_stats_api.h"
#include "event/labels.h"
#include "health.h"
#include "http/problem.h"
#include "message_stats_api.h"
#include "message_timeline_api.h"
#include "recipients_api.h"

struct stats {
    struct config config;
    struct context context;
    struct page sorry;
};

static bool
stats_ends(const char *text, size_t length, const char *end)
{
    const size_t size = strlen(end);
    return length > size && memcmp(text + length - size, end, size) == 0;
}

/*
 * Is it the page `page` ("/funnel") of a campaign, and of which? A name may end in "/funnel" itself, and then
 * its slash is sent as %2F: so the target is looked at as it was sent, too.
 */
static bool
stats_campaign(const struct request *http, const char *page, char name[static LABEL_MAX + 1])
{
    static const char before[] = CLICK_STATS_API_PATH "/campaigns/";
    const char *target = http->fields[HTTP_REQUEST_URI];
    if (strncmp(http->path, before, sizeof before - 1) != 0 ||
        !stats_ends(target, strcspn(target, "?"), page) || !stats_ends(http->path, strlen(http->path), page))
        return false;
    const char *from = http->path + sizeof before - 1;
    const size_t length = strlen(from);
    if (length <= strlen(page) || length - strlen(page) > LABEL_MAX)
        return false;
    memcpy(name, from, length - strlen(page));
    name[length - strlen(page)] = '\0';
    return label_is_valid(name);
}

/* Below CLICK_STATS_API_PATH. */
static void
stats_numbers(struct request *http, const struct context *context)
{
    char campaign[LABEL_MAX + 1];
    const char *rest = http->path + strlen(CLICK_STATS_API_PATH);
    if (strcmp(rest, "/messages") == 0)
        message_stats_api_handle(http, context, "");
    else if (strncmp(rest, "/messages/", 10) == 0)
        message_timeline_api_handle(http, context, rest + 10);
    else if (stats_campaign(http, "/funnel", campaign))
        message_stats_api_handle(http, context, campaign);
    else if (stats_campaign(http, "/recipients", campaign))
        recipients_api_handle(http, context, campaign);
    else
        click_stats_api_handle(http, context);
}

static void
stats_handle(struct request *http, void *arg)
{
    const struct stats *s = arg;
    if (strcmp(http->path, HEALTH_METRICS) == 0)
        health_metrics(http, &s->context);
    else if (strcmp(http->path, HEALTH_HEALTH) == 0)
        health_handle(http, &s->context);
    else if (strncmp(http->path, CLICK_STATS_API_PATH, strlen(CLICK_STATS_API_PATH)) == 0)
        stats_numbers(http, &s->context);
    else
        problem_send(http, 404, "There is nothing at this address.", NULL);
}

int
main(void)
{
    static struct stats s;
    program_begin("stats.fcgi");
    program_hold_signals(); /* until server_run is ready for them */
    config_load_or_die(&s.config);
    s.sorry = page_load(&s.config, "sorry.html");
    problem_use(&s.sorry);
    s.context = (struct context){.config = &s.config, .env = env_open_or_die(&s.config, TABLE_ALL, 0)};
    server_run(&s.config, stats_handle, &s);
    env_close(s.context.env);
    return EXIT_SUCCESS;
}

/*
 * stats.fcgi: the numbers: of a link, a campaign, a tag, of everything, of messages; health and metrics. See
 * curt-stats(8).
 */
#include <stdlib.h>
#include <string.h>

#include "base/program.h"
#include "store/labels.h"
#include "web/funnel_view.h"
#include "web/monitor.h"
#include "web/numbers.h"
#include "web/problem.h"
#include "web/recipients.h"
#include "web/timeline.h"

struct stats {
    struct conf conf;
    struct desk desk;
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
stats_campaign(const struct http *http, const char *page, char name[static LABEL_MAX + 1])
{
    static const char before[] = NUMBERS_PATH "/campaigns/";
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
    return label_valid(name);
}

/* Below NUMBERS_PATH. */
static void
stats_numbers(struct http *http, const struct desk *desk)
{
    char campaign[LABEL_MAX + 1];
    const char *rest = http->path + strlen(NUMBERS_PATH);
    if (strcmp(rest, "/messages") == 0)
        funnel_view_handle(http, desk, "");
    else if (strncmp(rest, "/messages/", 10) == 0)
        timeline_handle(http, desk, rest + 10);
    else if (stats_campaign(http, "/funnel", campaign))
        funnel_view_handle(http, desk, campaign);
    else if (stats_campaign(http, "/recipients", campaign))
        recipients_handle(http, desk, campaign);
    else
        numbers_handle(http, desk);
}

static void
stats_handle(struct http *http, void *arg)
{
    const struct stats *s = arg;
    if (strcmp(http->path, MONITOR_METRICS) == 0)
        monitor_metrics(http, &s->desk);
    else if (strcmp(http->path, MONITOR_HEALTH) == 0)
        monitor_health(http, &s->desk);
    else if (strncmp(http->path, NUMBERS_PATH, strlen(NUMBERS_PATH)) == 0)
        stats_numbers(http, &s->desk);
    else
        problem_send(http, 404, "There is nothing at this address.", NULL);
}

int
main(void)
{
    static struct stats s;
    program_begin("stats.fcgi");
    program_hold_signals(); /* until http_serve is ready for them */
    conf_load_or_die(&s.conf);
    s.sorry = page_load(&s.conf, "sorry.html");
    problem_use(&s.sorry);
    s.desk = (struct desk){.conf = &s.conf, .env = env_open_or_die(&s.conf, TABLE_ALL, 0)};
    http_serve(&s.conf, stats_handle, &s);
    env_close(s.desk.env);
    return EXIT_SUCCESS;
}

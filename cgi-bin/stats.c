/*
 * stats.fcgi: the numbers: of a link, a campaign, a tag, of everything; health and metrics. See
 * curt-stats(8).
 */
#include <stdlib.h>
#include <string.h>

#include "base/program.h"
#include "web/monitor.h"
#include "web/numbers.h"
#include "web/problem.h"

struct stats {
    struct conf conf;
    struct desk desk;
    struct page sorry;
};

static void
stats_handle(struct http *http, void *arg)
{
    const struct stats *s = arg;
    if (strcmp(http->path, MONITOR_METRICS) == 0)
        monitor_metrics(http, &s->desk);
    else if (strcmp(http->path, MONITOR_HEALTH) == 0)
        monitor_health(http, &s->desk);
    else if (strncmp(http->path, NUMBERS_PATH, strlen(NUMBERS_PATH)) == 0)
        numbers_handle(http, &s->desk);
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

/*
 * shorten.fcgi: makes, lists, changes and deletes links: the API under /api/v1/links, and the pages under
 * /ui/. See curt-shorten(8).
 */
#include <stdlib.h>
#include <string.h>

#include "base/program.h"
#include "http/problem.h"
#include "links.h"
#include "ui.h"

struct shorten {
    struct config config;
    struct context context;
    struct ui_pages pages;
    struct page sorry;
};

static bool
is_under(const char *path, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static void
shorten_handle(struct request *http, void *arg)
{
    struct shorten *s = arg;
    if (is_under(http->path, LINKS_PATH)) {
        links_handle(http, &s->context);
    } else if (strncmp(http->path, UI_PATH, strlen(UI_PATH)) == 0) {
        ui_handle(http, &s->context, &s->pages);
    } else if (strcmp(http->path, "/") == 0 || strcmp(http->path, "/ui") == 0) {
        response_header(http, "Location", UI_PATH);
        response_send(http, 302, NULL, NULL, 0);
    } else {
        problem_send(http, 404, "There is nothing at this address.", NULL);
    }
}

int
main(void)
{
    static struct shorten s;
    program_begin("shorten.fcgi");
    program_hold_signals(); /* until server_run is ready for them */
    config_load_or_die(&s.config);
    ui_load(&s.pages, &s.config);
    s.sorry = page_load(&s.config, "sorry.html");
    problem_use(&s.sorry);
    s.context = (struct context){.config = &s.config, .env = env_open_or_die(&s.config, TABLE_ALL, 0)};
    server_run(&s.config, shorten_handle, &s);
    env_close(s.context.env);
    return EXIT_SUCCESS;
}

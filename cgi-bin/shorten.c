/*
 * shorten.fcgi: makes, lists, changes and deletes links: the API under /api/v1/links, and the pages under
 * /ui/. See curt-shorten(8).
 */
#include <stdlib.h>
#include <string.h>

#include "base/program.h"
#include "web/form.h"
#include "web/links.h"
#include "web/problem.h"

struct shorten {
    struct conf conf;
    struct desk desk;
    struct form_pages pages;
    struct page sorry;
};

static bool
is_under(const char *path, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static void
shorten_handle(struct http *http, void *arg)
{
    struct shorten *s = arg;
    if (is_under(http->path, LINKS_PATH)) {
        links_handle(http, &s->desk);
    } else if (strncmp(http->path, FORM_PATH, strlen(FORM_PATH)) == 0) {
        form_handle(http, &s->desk, &s->pages);
    } else if (strcmp(http->path, "/") == 0 || strcmp(http->path, "/ui") == 0) {
        http_header(http, "Location", FORM_PATH);
        http_send(http, 302, NULL, NULL, 0);
    } else {
        problem_send(http, 404, "There is nothing at this address.", NULL);
    }
}

int
main(void)
{
    static struct shorten s;
    program_begin("shorten.fcgi");
    program_hold_signals(); /* until http_serve is ready for them */
    conf_load_or_die(&s.conf);
    form_load(&s.pages, &s.conf);
    s.sorry = page_load(&s.conf, "sorry.html");
    problem_use(&s.sorry);
    s.desk = (struct desk){.conf = &s.conf, .env = env_open_or_die(&s.conf, TABLE_ALL, 0)};
    http_serve(&s.conf, shorten_handle, &s);
    env_close(s.desk.env);
    return EXIT_SUCCESS;
}

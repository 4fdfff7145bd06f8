/*
 * page.c: HTML templates.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "http/response.h"

#define PAGE_POLICY                                                                                       \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " \
    "base-uri 'none'; frame-ancestors 'none'"

enum { PAGE_FILE_MAX = 64 * 1024, PAGE_SENT_MAX = 512 * 1024 };

/* A directory that was made before there was this page has none: then it is that of [web], or curt's own. */
static FILE *
page_open(const struct config *config, const struct config_domain *domain, const char *name)
{
    const char *places[] = {domain->pages, config->web_pages, CURT_DATADIR "/www"};
    char path[CONFIG_VALUE_SIZE + 64];
    FILE *file = NULL;
    for (size_t i = 0; i < sizeof places / sizeof *places && file == NULL; i++) {
        snprintf(path, sizeof path, "%s/%s", places[i], name);
        file = fopen(path, "re");
        if (file == NULL && errno != ENOENT)
            log_fatal("cannot read the page %s: %s", path, strerror(errno));
    }
    if (file == NULL)
        log_fatal(
            "there is no page %s/%s; pages in [web] or of a domain names the directory", domain->pages, name);
    return file;
}

struct page
page_load_of(const struct config *config, const struct config_domain *domain, const char *name)
{
    struct page page = {xmalloc(PAGE_FILE_MAX)};
    FILE *file = page_open(config, domain, name);
    const size_t length = fread(page.text, 1, PAGE_FILE_MAX, file);
    const bool bad = ferror(file) != 0;
    fclose(file);
    if (bad || length == PAGE_FILE_MAX)
        log_fatal("cannot read the page %s of %s, or it is longer than %d bytes", name, domain->pages,
            PAGE_FILE_MAX - 1);
    page.text[length] = '\0';
    return page;
}

struct page
page_load(const struct config *config, const char *name)
{
    return page_load_of(config, &config->domains[0], name);
}

static void
page_add_value(struct buffer *out, const char *name, size_t length, const struct page_value *values)
{
    for (; values->name != NULL; values++) {
        if (strlen(values->name) != length || strncmp(values->name, name, length) != 0)
            continue;
        if (length > 5 && strcmp(values->name + length - 5, "_html") == 0)
            buffer_add(out, values->text);
        else
            buffer_add_html(out, values->text);
        return;
    }
}

static void
page_send_with(struct request *request, int status, const struct page *page, const struct page_value *values,
    const char *policy)
{
    char *space = xmalloc(PAGE_SENT_MAX);
    struct buffer out = buffer_over(space, PAGE_SENT_MAX);
    const char *at = page->text;
    for (const char *open; (open = strstr(at, "{{")) != NULL;) {
        const char *close = strstr(open, "}}");
        if (close == NULL)
            break;
        buffer_add_bytes(&out, at, (size_t)(open - at));
        page_add_value(&out, open + 2, (size_t)(close - open - 2), values);
        at = close + 2;
    }
    buffer_add(&out, at);
    if (out.full)
        log_error("a page is longer than %d bytes and was cut", PAGE_SENT_MAX);
    response_header(request, "Referrer-Policy", "same-origin");
    response_header(request, "Content-Security-Policy", policy);
    response_send(request, status, "text/html; charset=utf-8", out.text, out.length);
    free(space);
}

void
page_send(struct request *request, int status, const struct page *page, const struct page_value *values)
{
    page_send_with(request, status, page, values, PAGE_POLICY "; form-action 'self'");
}

void
page_send_leading(
    struct request *request, int status, const struct page *page, const struct page_value *values)
{
    page_send_with(request, status, page, values, PAGE_POLICY);
}

/*
 * report_form.c: /ui/report: anybody says what is wrong with a link, on a page that works without JavaScript.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "http/problem_type.h"
#include "http/report_limit.h"
#include "link/link_json.h"
#include "link/link_report.h"
#include "shorten.h"

enum report_answer { REPORT_ASKED, REPORT_TAKEN, REPORT_NO_LINK, REPORT_INVALID, REPORT_TOO_OFTEN };

static const struct {
    enum error_code code; /* ERROR_NONE: nothing is wrong */
    const char *detail, *text_html;
} report_answers[] = {
    [REPORT_ASKED] = {ERROR_NONE, "", ""},
    [REPORT_TAKEN] = {ERROR_NONE, "", ""},
    [REPORT_NO_LINK] = {ERROR_NOT_FOUND, "There is no such link here.", " data-text=\"report.no_link\""},
    [REPORT_INVALID] = {ERROR_INVALID_VALUE, "Choose a reason; the text may have at most 1,000 bytes.",
        " data-text=\"report.invalid\""},
    [REPORT_TOO_OFTEN] = {ERROR_RATE_LIMITED, "Too many reports came from this address. Wait a minute.",
        " data-text=\"report.too_often\""},
};

/* The page of the request's domain; NULL: there is none, and the answer is sent. */
static const struct page *
report_page(struct request *request, const struct context *context)
{
    const struct shorten *pages = context->program;
    const struct config_domain *domain = config_domain_of_host(context->config, request->fields[HTTP_HOST]);
    if (domain != NULL)
        return &pages->report[domain - context->config->domains];
    problem_send_unknown_host(request);
    return NULL;
}

static void
report_send(struct request *request, const struct page *page, enum report_answer answer, const char *link,
    const char *text)
{
    const enum error_code code = report_answers[answer].code;
    const bool taken = answer == REPORT_TAKEN;
    response_header(request, "X-Robots-Tag", "noindex");
    if (code != ERROR_NONE && !request_wants_page(request)) {
        problem_send(request, code, report_answers[answer].detail, NULL);
        return;
    }
    response_header(request, "Cache-Control", "private, no-store");
    page_send(request, code != ERROR_NONE ? problem_type(code)->status : 200, page,
        (const struct page_value[]){{"link", link}, {"text", text}, {"error", report_answers[answer].detail},
            {"error_text_html", report_answers[answer].text_html}, {"thanks", taken ? "" : "hidden"},
            {"form", taken ? "hidden" : ""},
            {"invalid_html", answer == REPORT_NO_LINK ? " aria-invalid=\"true\"" : ""}, {NULL, NULL}});
}

struct reporting {
    struct link link;
    struct link_report report;
};

static enum fault
report_body(struct txn *txn, void *arg)
{
    struct reporting *r = arg;
    return link_report_add(txn, &r->link, &r->report);
}

/* The text, in which a tab is a space, and lines stay lines. False: it is too long, or no text. */
static bool
report_text(const char *typed, char out[static LINK_REPORT_TEXT_MAX + 1])
{
    size_t length = 0;
    for (const char *c = typed; *c != '\0'; c++) {
        if (*c == '\r')
            continue;
        if (length == LINK_REPORT_TEXT_MAX ||
            (((unsigned char)*c < 0x20 || *c == 0x7f) && *c != '\n' && *c != '\t'))
            return false;
        out[length++] = (char)(*c == '\t' ? ' ' : *c);
    }
    out[length] = '\0';
    return true;
}

/* A link that has as many reports as it may have is reported: more say nothing new. */
static enum report_answer
report_take(struct request *request, const struct context *context, struct json_object *fields,
    struct reporting *r, enum fault *fault)
{
    struct ip_address address;
    char name[LINK_NAME_MAX + 1];
    r->report = (struct link_report){.at = timestamp_now()};
    if (link_report_reason_parse(form_text(fields, "reason"), &r->report.reason) != FAULT_NONE ||
        !report_text(form_text(fields, "text"), r->report.text))
        return REPORT_INVALID;
    request_client_address(request, &address);
    *fault = report_limit_take(context->env, &address, r->report.at);
    if (*fault == FAULT_REFUSED)
        return REPORT_TOO_OFTEN;
    link_name_of_url(form_text(fields, "link"), context->config, name);
    if (*fault == FAULT_NONE)
        *fault = link_get_owned(env_read(context->env), name, 0, &r->link);
    if (*fault == FAULT_MISSING)
        return REPORT_NO_LINK;
    if (*fault == FAULT_NONE)
        *fault = env_txn(context->env, ENV_SYNC, report_body, r);
    return REPORT_TAKEN;
}

void
report_form_post(struct request *request, struct context *context)
{
    static struct reporting reporting; /* large; one request at a time */
    enum fault fault = FAULT_NONE;
    const struct page *page = report_page(request, context);
    struct json_object *fields = page != NULL ? form_read(request, context) : NULL;
    if (fields == NULL)
        return;
    const enum report_answer answer = report_take(request, context, fields, &reporting, &fault);
    if (answer == REPORT_TAKEN && fault != FAULT_NONE && fault != FAULT_EXISTS)
        problem_send_store(request, fault);
    else
        report_send(request, page, answer, form_text(fields, "link"), form_text(fields, "text"));
    json_object_put(fields);
}

/* ?link=URL is what the page begins with. */
void
report_form_get(struct request *request, struct context *context)
{
    char link[LINK_SHORT_URL_SIZE];
    const struct page *page = report_page(request, context);
    if (page == NULL)
        return;
    if (request_query(request, "link", link, sizeof link) != FAULT_NONE)
        link[0] = '\0';
    report_send(request, page, REPORT_ASKED, link, "");
}

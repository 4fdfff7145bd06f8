/*
 * problem.c: problems as JSON and as pages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/problem.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "http/problem_type.h"
#include "http/response.h"

/* A batch or an import may have been done in part: neither says that nothing was changed. */
#define PROBLEM_STORE_FULL                                                                                  \
    "The server's disk is nearly full, and not all of this was done. Try again when its operator has made " \
    "room."
#define PROBLEM_STORE_UNAVAILABLE "The store is temporarily unavailable. Try again in a second."
/* In a cluster, a commit that was not acknowledged in time may last all the same. */
#define PROBLEM_STORE_UNSURE                                                                              \
    "The store is temporarily unavailable. Try again in a second; with an Idempotency-Key that is safe, " \
    "even if this was done after all."

/* The program's, set once when it starts. */
static const struct page *problem_page;
static const char *problem_base_url = "";

void
problem_use(const char *base_url, const struct page *page)
{
    problem_base_url = base_url;
    problem_page = page;
}

struct json_object *
problem_json(enum error_code code, const char *detail, const char *pointer)
{
    char uri[CONFIG_VALUE_SIZE + 64];
    const struct problem_type *type = problem_type(code);
    struct json_object *problem = json_object_new_object();
    snprintf(uri, sizeof uri, "%s" PROBLEM_TYPES_PATH "#%s", problem_base_url, type->name);
    json_add_text(problem, "type", uri);
    json_add_text(problem, "title", problem_status_title(type->status));
    json_object_object_add(problem, "status", json_object_new_int(type->status));
    json_add_text(problem, "code", type->name);
    json_add_text(problem, "detail", detail);
    if (pointer != NULL && pointer[0] != '\0')
        json_add_text(problem, "pointer", pointer);
    return problem;
}

static void
problem_send_page(struct request *request, const struct page *page, enum error_code code, const char *detail)
{
    const struct problem_type *type = problem_type(code);
    char number[16];
    snprintf(number, sizeof number, "%d", type->status);
    response_header(request, "Cache-Control", "no-store");
    page_send(request, type->status, page,
        (const struct page_value[]){{"status", number}, {"code", type->name},
            {"title", problem_status_title(type->status)}, {"detail", detail}, {NULL, NULL}});
}

void
problem_send(struct request *request, enum error_code code, const char *detail, const char *pointer)
{
    const int status = problem_type(code)->status;
    if (problem_page != NULL && request_wants_page(request))
        problem_send_page(request, problem_page, code, detail);
    else
        response_send_json(request, status, "application/problem+json", problem_json(code, detail, pointer));
}

void
problem_send_input(struct request *request, const struct input_error *error)
{
    problem_send(request, error->code, error->detail, error->pointer);
}

void
problem_show(struct request *request, const struct page *page, enum error_code code, const char *detail)
{
    if (request_wants_page(request))
        problem_send_page(request, page, code, detail);
    else
        problem_send(request, code, detail, NULL);
}

struct json_object *
problem_store_json(enum fault fault)
{
    return fault == FAULT_SPACE ? problem_json(ERROR_STORE_FULL, PROBLEM_STORE_FULL, NULL)
                                : problem_json(ERROR_STORE_UNAVAILABLE, PROBLEM_STORE_UNSURE, NULL);
}

void
problem_send_store(struct request *request, enum fault fault)
{
    const bool full = fault == FAULT_SPACE,
               reads = request->method == HTTP_GET || request->method == HTTP_HEAD;
    response_header(request, "Retry-After", full ? "60" : "1");
    problem_send(request, full ? ERROR_STORE_FULL : ERROR_STORE_UNAVAILABLE,
        full    ? PROBLEM_STORE_FULL
        : reads ? PROBLEM_STORE_UNAVAILABLE
                : PROBLEM_STORE_UNSURE,
        NULL);
}

void
problem_send_fault(struct request *request, enum fault fault, const char *missing)
{
    if (fault == FAULT_MISSING)
        problem_send(request, ERROR_NOT_FOUND, missing, NULL);
    else
        problem_send_store(request, fault);
}

void
problem_send_wait(struct request *request, enum error_code code, const char *detail, int64_t wait)
{
    char seconds[24];
    snprintf(seconds, sizeof seconds, "%lld", (long long)wait);
    response_header(request, "Retry-After", seconds);
    problem_send(request, code, detail, NULL);
}

void
problem_send_rate(struct request *request, const char *what, int64_t per_minute, int64_t wait)
{
    char detail[128];
    snprintf(detail, sizeof detail, "This key may create %lld %s a minute. Try again in %lld s.",
        (long long)per_minute, what, (long long)wait);
    problem_send_wait(request, ERROR_RATE_LIMITED, detail, wait);
}

void
problem_send_unknown_path(struct request *request)
{
    char path[81], detail[CONFIG_VALUE_SIZE + 256];
    utf8_clean(request->path, strlen(request->path), path, sizeof path);
    snprintf(detail, sizeof detail,
        "There is nothing at %s; the API is described at %s" API_DESCRIPTION_PATH ".", path,
        problem_base_url);
    problem_send(request, ERROR_NOT_FOUND, detail, NULL);
}

void
problem_send_unknown_host(struct request *request)
{
    response_header(request, "X-Robots-Tag", "noindex");
    problem_send(request, ERROR_MISDIRECTED, "There is nothing at this host name.", NULL);
}

void
problem_send_method(struct request *request, const char *allow)
{
    char detail[128];
    response_header(request, "Allow", allow);
    snprintf(detail, sizeof detail, "This address takes %s.", allow);
    problem_send(request, ERROR_METHOD_NOT_ALLOWED, detail, NULL);
}

#include "http/problem.h"

#include <stdio.h>

#include "http/response.h"

const char *
problem_title(int status)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Internal Server Error";
}

struct json_object *
problem_json(int status, const char *detail, const char *pointer)
{
    struct json_object *problem = json_object_new_object();
    json_object_object_add(problem, "type", json_object_new_string("about:blank"));
    json_object_object_add(problem, "title", json_object_new_string(problem_title(status)));
    json_object_object_add(problem, "status", json_object_new_int(status));
    json_object_object_add(problem, "detail", json_object_new_string(detail));
    if (pointer != NULL)
        json_object_object_add(problem, "pointer", json_object_new_string(pointer));
    return problem;
}

static const struct page *problem_page;

void
problem_use(const struct page *page)
{
    problem_page = page;
}

static void
problem_send_page(struct request *request, const struct page *page, int status, const char *detail)
{
    char number[16];
    snprintf(number, sizeof number, "%d", status);
    response_header(request, "Cache-Control", "no-store");
    page_send(request, status, page,
        (const struct page_value[]){
            {"status", number}, {"title", problem_title(status)}, {"detail", detail}, {NULL, NULL}});
}

void
problem_send(struct request *request, int status, const char *detail, const char *pointer)
{
    if (problem_page != NULL && request_wants_page(request))
        problem_send_page(request, problem_page, status, detail);
    else
        response_send_json(
            request, status, "application/problem+json", problem_json(status, detail, pointer));
}

void
problem_show(struct request *request, const struct page *page, int status, const char *detail)
{
    if (request_wants_page(request))
        problem_send_page(request, page, status, detail);
    else
        problem_send(request, status, detail, NULL);
}

void
problem_send_store(struct request *request)
{
    response_header(request, "Retry-After", "2");
    problem_send(request, 503, "The store is not to be had at the moment. Try again in a few seconds.", NULL);
}

void
problem_send_rate(struct request *request, const char *what, int64_t per_minute, int64_t wait)
{
    char seconds[24], detail[128];
    snprintf(seconds, sizeof seconds, "%lld", (long long)wait);
    snprintf(detail, sizeof detail, "This key may make %lld %s a minute. Try again in %s s.",
        (long long)per_minute, what, seconds);
    response_header(request, "Retry-After", seconds);
    problem_send(request, 429, detail, NULL);
}

void
problem_send_method(struct request *request, const char *allow)
{
    char detail[128];
    response_header(request, "Allow", allow);
    snprintf(detail, sizeof detail, "This address takes %s.", allow);
    problem_send(request, 405, detail, NULL);
}

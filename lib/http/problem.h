/*
 * problem.h: an answer that says what is wrong: problem+json (RFC 9457), or a page for a browser.
 */
#ifndef CURT_HTTP_PROBLEM_H
#define CURT_HTTP_PROBLEM_H

#include <stdint.h>

#include <json-c/json.h>

#include "http/page.h"

/* The phrase of a status: "Not Found". */
const char *problem_title(int status);

/*
 * The problem as JSON: {type, title, status, detail, pointer}. pointer is the place in the request's body
 * ("#/url", or the name of a query parameter), NULL when it is about no field. The caller owns the object.
 */
struct json_object *problem_json(int status, const char *detail, const char *pointer);

/* The page that problem_send has for browsers; until then, they get JSON too. */
void problem_use(const struct page *);

/* Sends it as JSON, or as the page of problem_use when the client is a browser. */
void problem_send(struct request *, int status, const char *detail, const char *pointer);

/* Sends it as the page when the client is a browser, else as JSON. The page has {{status}}, {{title}},
 * {{detail}}. */
void problem_show(struct request *, const struct page *, int status, const char *detail);

/* The answer to a fault of the store: 503 with Retry-After, logged already. */
void problem_send_store(struct request *);

/* 429: the key makes more than so many of them a minute; it may go on in `wait` seconds. */
void problem_send_rate(struct request *, const char *what, int64_t per_minute, int64_t wait);

/* 405 with the methods that there are: "GET, HEAD". */
void problem_send_method(struct request *, const char *allow);

#endif

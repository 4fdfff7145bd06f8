/*
 * problem.h: an answer that says what is wrong: problem+json (RFC 9457), or a page for a browser.
 */
#ifndef CURT_HTTP_PROBLEM_H
#define CURT_HTTP_PROBLEM_H

#include <stdint.h>

#include <json-c/json.h>

#include "base/input_error.h"
#include "http/page.h"

/*
 * The problem as JSON: {type, title, status, code, detail, pointer}. pointer is the place in the request's
 * body ("#/url"), or the name of a query parameter; NULL or "" when it is about no field. The caller owns the
 * object.
 */
struct json_object *problem_json(enum error_code, const char *detail, const char *pointer);

/* What every problem of the program has in common: the base URL of types, and the page for browsers; until
 * then, they get JSON too. Both stay the caller's. */
void problem_use(const char *base_url, const struct page *);

/* Sends it as JSON, or as the page of problem_use when the client is a browser. */
void problem_send(struct request *, enum error_code, const char *detail, const char *pointer);

/* Sends what is wrong with the input. */
void problem_send_input(struct request *, const struct input_error *);

/* Sends it as the page when the client is a browser, else as JSON. The page has {{status}}, {{title}},
 * {{detail}}. */
void problem_show(struct request *, const struct page *, enum error_code, const char *detail);

/* A fault of the store, which is logged already, as JSON: 507 for FAULT_SPACE, else 503. The caller owns the
 * object. */
struct json_object *problem_store_json(enum fault);

/* The answer to one: the same, with Retry-After. */
void problem_send_store(struct request *, enum fault);

/* The answer to a fault of a lookup: 404 with `missing` for FAULT_MISSING, else that of the store. */
void problem_send_fault(struct request *, enum fault, const char *missing);

/* Sends it with Retry-After: in `wait` seconds. */
void problem_send_wait(struct request *, enum error_code, const char *detail, int64_t wait);

/* 429: the key creates more than so many of them a minute; it may go on in `wait` seconds. */
void problem_send_rate(struct request *, const char *what, int64_t per_minute, int64_t wait);

/* 404: no route of the API fits; says where its description is. */
void problem_send_unknown_path(struct request *);

/* 421 (RFC 9110, 15.5.20): the host of the request is no domain of ours, and [web] unknown_hosts refuses it.
 */
void problem_send_unknown_host(struct request *);

/* 405 with the methods that there are: "GET, HEAD". */
void problem_send_method(struct request *, const char *allow);

#endif

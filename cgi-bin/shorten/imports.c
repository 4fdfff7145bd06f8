/*
 * imports.c: POST /api/v1/imports?source=NAME: brings the links of a file along from another shortener, or
 * says what would become of them. URLs are for `curt import` alone: a server must not be told whom to ask.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "base/timezone.h"
#include "http/domain_access.h"
#include "http/query.h"
#include "http/query_enum.h"
#include "http/watchdog.h"
#include "import/import_run.h"
#include "shorten.h"

enum {
    IMPORTS_MOST = 100000,              /* links of a file */
    IMPORTS_MEMORY = 128 * 1024 * 1024, /* bytes of values of JSON, which is 16 MB at most */
    IMPORTS_TOLD = 1000                 /* rows of an answer */
};

struct imports {
    struct import_job job;
    char domain[DOMAIN_NAME_MAX + 1];
    struct json_object *rows;
    char *body;
};

/* In the order of enum import_conflict. */
static const char *const imports_conflicts[] = {"skip", "keep", "rename", NULL};

/* Those that are left out, or have something to be said, come first to whoever reads it: the others are many
 * and alike. So they alone are told once there is no room for all. */
static void
imports_tell(const struct import_row *row, void *arg)
{
    struct imports *imports = arg;
    const size_t told = json_object_array_length(imports->rows);
    if (told < IMPORTS_TOLD && (told < IMPORTS_TOLD / 2 || row->from.note[0] != '\0'))
        json_object_array_add(imports->rows, import_row_to_json(row, imports->job.links.config));
}

/* A batch is done: however many there are, the watchdog is for one that takes too long. */
static void
imports_progress(uint64_t done, uint64_t all, void *arg)
{
    (void)done, (void)all, (void)arg;
    watchdog_set_busy(true);
}

static bool
imports_source(struct request *request, struct imports *imports)
{
    char name[16];
    if (!query_text(request, "source", name, sizeof name))
        return false;
    imports->job.input.source = import_source_find(name);
    if (imports->job.input.source == NULL)
        problem_send(request, ERROR_INVALID_PARAMETER,
            "source must be yourls, shlink, kutt, bitly, dub, sink, chhoto, polr or csv.", "source");
    return imports->job.input.source != NULL;
}

static bool
imports_zone(struct request *request, struct imports *imports)
{
    char zone[TIMEZONE_NAME_SIZE];
    if (!query_text(request, "tz", zone, sizeof zone))
        return false;
    imports->job.local = zone[0] != '\0';
    if (!imports->job.local || timezone_set(zone) == FAULT_NONE)
        return true;
    problem_send(request, ERROR_INVALID_PARAMETER, "tz must be a time zone such as Europe/Berlin.", "tz");
    return false;
}

static bool
imports_domain(struct request *request, const struct context *context, struct imports *imports)
{
    char text[4 * DOMAIN_NAME_MAX];
    struct input_error error;
    if (!query_text(request, "domain", text, sizeof text))
        return false;
    if (text[0] == '\0')
        return true;
    const bool is_name = domain_name_parse(text, imports->domain) == FAULT_NONE;
    const struct config_domain *domain = is_name ? config_domain_find(context->config, imports->domain)
                                                 : NULL;
    if (domain == NULL) {
        problem_send(request, ERROR_INVALID_PARAMETER, "domain must be one that is configured.", "domain");
        return false;
    }
    if (domain == context->config->domains)
        imports->domain[0] = '\0';
    imports->job.links.domain = imports->domain;
    if (domain_access_check(context->config, imports->domain, &request->key, &error) == FAULT_NONE)
        return true;
    problem_send_input(request, &error);
    return false;
}

static bool
imports_query(struct request *request, struct context *context, struct imports *imports)
{
    int conflict;
    struct link_import *links = &imports->job.links;
    if (!imports_source(request, imports) || !query_yes(request, "dry_run", &links->dry_run) ||
        !query_enum(request, "conflict", imports_conflicts, IMPORT_SKIP, &conflict) ||
        !imports_zone(request, imports) || !imports_domain(request, context, imports))
        return false;
    links->conflict = (enum import_conflict)conflict;
    links->env = context->env;
    links->config = context->config;
    links->owner = request->key.id;
    links->now = timestamp_now();
    imports->job.most = IMPORTS_MOST;
    imports->job.visits = true;
    imports->job.progress = imports_progress;
    imports->job.input.memory = IMPORTS_MEMORY;
    imports->job.input.key = imports->job.input.group = "";
    return true;
}

/* The file as it comes: it need not be UTF-8. */
static bool
imports_body(struct request *request, struct imports *imports)
{
    uint64_t length;
    size_t at = 0, got = 1;
    enum fault fault = request_body_length(request, REQUEST_BODY_MAX, &length);
    if (fault != FAULT_NONE || length == 0) {
        problem_send(request, fault == FAULT_FULL ? ERROR_BODY_TOO_LARGE : ERROR_BODY_INCOMPLETE,
            fault == FAULT_FULL ? "The file is longer than 16 MB; `curt import` takes longer ones."
                                : "The body is empty: send the file as the request body.",
            NULL);
        return false;
    }
    imports->body = xmalloc((size_t)length);
    for (; at < length && got > 0 && fault == FAULT_NONE; at += got)
        fault = request_read(request, imports->body + at, (size_t)length - at, &got);
    if (fault == FAULT_NONE && at == length)
        imports->job.input.file = fmemopen(imports->body, at, "r");
    if (imports->job.input.file == NULL)
        problem_send(request, ERROR_BODY_INCOMPLETE, "The body was cut off.", NULL);
    return imports->job.input.file != NULL;
}

static void
imports_answer(struct request *request, struct imports *imports, const struct import_counts *counts)
{
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "dry_run", json_object_new_boolean(imports->job.links.dry_run));
    json_object_object_add(answer, "counts", import_counts_to_json(counts));
    json_add_text_or_null(answer, "error", imports->job.why.text);
    json_object_object_add(answer, "rows", json_object_get(imports->rows));
    response_send_json(request, 200, "application/json", answer);
}

/* A file of which something was taken before it broke off has an answer, with what is wrong. */
static void
imports_run(struct request *request, struct imports *imports)
{
    struct import_counts counts;
    struct input_error error;
    imports->job.tell = imports_tell;
    imports->job.arg = imports;
    const enum fault fault = import_job_run(&imports->job, &counts);
    const bool ours = fault != FAULT_NONE && imports->job.why.text[0] == '\0';
    if (ours) {
        problem_send_store(request, fault);
    } else if (fault != FAULT_NONE && counts.rows == 0) {
        input_error_set(&error, ERROR_INVALID_VALUE, "", "", "%s.", imports->job.why.text);
        problem_send_input(request, &error);
    } else {
        imports_answer(request, imports, &counts);
    }
}

void
imports_create(struct request *request, struct context *context)
{
    struct imports *imports = xcalloc(1, sizeof *imports);
    imports->rows = json_object_new_array();
    if (imports_query(request, context, imports) && imports_body(request, imports))
        imports_run(request, imports);
    if (imports->job.input.file != NULL)
        fclose(imports->job.input.file);
    json_object_put(imports->rows);
    free(imports->body);
    free(imports);
}

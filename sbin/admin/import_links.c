/*
 * import_links.c: curt import SOURCE: brings links along from another shortener.
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "base/timezone.h"
#include "commands.h"
#include "import/import_run.h"
#include "io.h"
#include "owner.h"
#include "store.h"

enum { IMPORT_KEY_MAX = 512, IMPORT_TOLD = 20 /* rows that are told on standard error, without --outcome */ };

struct import_call {
    struct import_job job;
    char key[IMPORT_KEY_MAX + 2], domain[DOMAIN_NAME_MAX + 1];
    FILE *outcome; /* NULL: none was asked for */
    unsigned told;
    unsigned progress;
};

static bool
import_is_url(const char *text)
{
    return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

/* The first line of the file that --key names, since ps(1) shows the words of a command. */
static bool
import_read_key(struct import_call *c, const char *path)
{
    FILE *file = path != NULL ? io_open(path) : NULL;
    if (path == NULL || file == NULL)
        return path == NULL;
    if (fgets(c->key, sizeof c->key, file) == NULL)
        c->key[0] = '\0';
    fclose(file);
    c->key[strcspn(c->key, "\r\n")] = '\0';
    if (c->key[0] != '\0' && strlen(c->key) <= IMPORT_KEY_MAX)
        return true;
    log_error("there is no key in the first line of %s", path);
    return false;
}

static void
import_told(const struct import_row *row, void *arg)
{
    struct import_call *c = arg;
    char line[IMPORT_RESULT_LINE_MAX];
    struct buffer out = buffer_over(line, sizeof line);
    if (c->outcome != NULL) {
        import_result_line(&out, row, c->job.links.config);
        fputs(line, c->outcome);
        return;
    }
    const bool left = row->outcome == IMPORT_SKIPPED || row->outcome == IMPORT_REFUSED;
    if (!left || c->told++ >= IMPORT_TOLD)
        return;
    log_error("row %" PRIu64 " (%s) %s: %s", row->from.row, row->from.code, import_outcome_name(row->outcome),
        row->from.note);
    if (c->told == IMPORT_TOLD)
        log_error("further rows are not shown; --outcome FILE writes all of them");
}

/* Opened before the store, so that a pipe is read to its end without it. */
static bool
import_open(const struct call *call, struct import_call *c)
{
    const char *from = argument(call, 0), *outcome = option_text(call, "outcome");
    if (import_is_url(from))
        c->job.input.url = from;
    else if ((c->job.input.file = io_open(from)) == NULL)
        return false;
    if (outcome == NULL)
        return true;
    c->outcome = strcmp(outcome, "-") == 0 ? stdout : fopen(outcome, "we");
    if (c->outcome == NULL) {
        log_error("cannot write %s: %s", outcome, strerror(errno));
        return false;
    }
    char head[64];
    struct buffer out = buffer_over(head, sizeof head);
    import_result_head(&out);
    fputs(head, c->outcome);
    return true;
}

static bool
import_close(struct import_call *c)
{
    bool good = true;
    if (c->outcome != NULL)
        good = fflush(c->outcome) == 0 && !ferror(c->outcome);
    if (c->outcome != NULL && c->outcome != stdout)
        good = fclose(c->outcome) == 0 && good;
    if (!good)
        log_error("cannot write the outcome: %s", strerror(errno));
    if (c->job.input.file != NULL)
        fclose(c->job.input.file);
    explicit_bzero(c->key, sizeof c->key);
    return good;
}

static bool
import_set_domain(const struct call *call, struct import_call *c, const struct config *config)
{
    const char *typed = option_text(call, "domain");
    const struct config_domain *domain = NULL;
    char names[512];
    if (typed == NULL)
        return true;
    if (domain_name_parse(typed, c->domain) == FAULT_NONE)
        domain = config_domain_find(config, c->domain);
    if (domain == NULL) {
        config_domain_names(config, NULL, NULL, names, sizeof names);
        log_error("domain must be one of: %s", names);
        return false;
    }
    if (domain == config->domains)
        c->domain[0] = '\0';
    c->job.links.domain = c->domain;
    return true;
}

static enum import_conflict
import_conflict(const struct call *call)
{
    const char *text = option_text(call, "conflict");
    if (text == NULL || strcmp(text, "skip") == 0)
        return IMPORT_SKIP;
    return strcmp(text, "keep") == 0 ? IMPORT_KEEP : IMPORT_RENAME;
}

static enum fault
import_set_owner(const struct call *call, struct import_call *c, struct env *env)
{
    c->job.links.owner = (uint32_t)option_number(call, "owner", 0);
    return c->job.links.owner == 0 ? owner_find(env, &c->job.links.owner)
                                   : owner_check(env, c->job.links.owner);
}

/* A line a number that is not 0, but for the first two. */
static void
import_print(const struct import_counts *n, bool dry_run)
{
    const struct {
        const char *name;
        uint64_t count;
    } lines[] = {{"rows", n->rows}, {dry_run ? "would be imported" : "imported", n->links[IMPORT_IMPORTED]},
        {"under another code", n->links[IMPORT_RENAMED]}, {"same as before", n->links[IMPORT_SAME]},
        {"kept", n->links[IMPORT_KEPT]}, {"skipped", n->links[IMPORT_SKIPPED]},
        {"refused", n->links[IMPORT_REFUSED]}, {"clicks of these links", n->clicks}, {"visits", n->visits},
        {"visits same as before", n->visits_known}, {"visits of links left out", n->visits_left},
        {"visits refused", n->visits_bad}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (i < 2 || lines[i].count > 0)
            printf("%-24s  %10" PRIu64 "\n", lines[i].name, lines[i].count);
}

static enum fault
import_in_store(const struct call *call, struct import_call *c, struct import_counts *counts)
{
    static struct config config;
    struct env *env = store_open(&config);
    enum fault fault = FAULT_INPUT;
    c->job.links.env = env;
    c->job.links.config = &config;
    c->job.links.now = timestamp_now();
    if (import_set_domain(call, c, &config))
        fault = import_set_owner(call, c, env);
    if (fault == FAULT_NONE)
        fault = import_job_run(&c->job, counts);
    store_close(env);
    return fault;
}

/* Some rows left out are no failure of the whole: their outcomes say it. */
static int
import_end(
    const struct call *call, struct import_call *c, enum fault fault, const struct import_counts *counts)
{
    if (c->job.why.text[0] != '\0')
        log_error("%s", c->job.why.text);
    io_tell_full(fault);
    if (fault == FAULT_AGAIN)
        log_error("it was cut short; run it again to do the rest");
    if (!import_close(c) && fault == FAULT_NONE)
        fault = FAULT_SYSTEM;
    const char *outcome = option_text(call, "outcome");
    if (counts->rows > 0 || fault == FAULT_NONE) {
        if (option_flag(call, "json"))
            io_print(import_counts_to_json(counts));
        else if (outcome == NULL || strcmp(outcome, "-") != 0)
            import_print(counts, c->job.links.dry_run);
    }
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
import_command_links(const struct call *call)
{
    static struct import_call c;
    struct import_counts counts = {0};
    const char *zone = option_text(call, "timezone"), *group = option_text(call, "group");
    c.job = (struct import_job){.tell = import_told, .arg = &c, .progress = io_progress()};
    c.job.progress_arg = &c.progress;
    c.job.links.conflict = import_conflict(call);
    c.job.links.dry_run = option_flag(call, "dry-run");
    c.job.visits = !option_flag(call, "no-visits");
    c.job.local = zone != NULL;
    c.job.input = (struct import_input){.source = import_source_find(command_action(call)),
        .key = c.key,
        .group = group != NULL ? group : ""};
    if (zone != NULL)
        timezone_set(zone);
    if (!import_read_key(&c, option_text(call, "key")) || !import_open(call, &c))
        return EXIT_FAILURE;
    const enum fault fault = import_in_store(call, &c, &counts);
    return import_end(call, &c, fault, &counts);
}

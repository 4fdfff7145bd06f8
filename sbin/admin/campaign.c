/*
 * campaign.c: curt campaign: one text to many.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "campaign/campaign_json.h"
#include "campaign/campaign_lifecycle.h"
#include "campaign/campaign_request.h"
#include "campaign/campaign_retry.h"
#include "campaign/recipients_import_json.h"
#include "commands.h"
#include "io.h"
#include "message/carrier_pause.h"
#include "message/send_time.h"
#include "owner.h"
#include "sender/carrier_fit.h"
#include "stats/message_stats.h"
#include "store.h"

enum {
    CAMPAIGN_BAR = 30,          /* characters */
    CAMPAIGN_PIECE = 65536,     /* bytes of the file at a time */
    CAMPAIGN_INTERVAL = 500000, /* microseconds between two reads of the progress */
    CAMPAIGN_PATIENCE = 10,     /* intervals without progress before a hint */
};

/* A campaign to be sent from a file. */
struct campaign_sending {
    const char *path;
    struct json_object *sent;
    bool dry, json;
    struct campaign campaign;
    struct recipients_import import;
    uint64_t faulty; /* rows that were no recipients, and messages that failed or may have */
};

static struct campaign campaign_space;

/* done of all, as a bar on a terminal. */
static void
campaign_tell(const char *what, uint64_t done, uint64_t all, const char *more)
{
    char bar[CAMPAIGN_BAR + 1];
    const size_t full = all == 0 ? CAMPAIGN_BAR : (size_t)(done * CAMPAIGN_BAR / all);
    if (!isatty(STDERR_FILENO))
        return;
    memset(bar, '.', CAMPAIGN_BAR);
    memset(bar, '#', full < CAMPAIGN_BAR ? full : CAMPAIGN_BAR);
    bar[CAMPAIGN_BAR] = '\0';
    fprintf(stderr, "\r%-8s [%s] %llu of %llu%s ", what, bar, (unsigned long long)done,
        (unsigned long long)all, more);
}

/* Reads the file to its end, or until something is wrong with the whole. */
static enum fault
campaign_read_file(struct campaign_sending *c, FILE *file)
{
    static char piece[CAMPAIGN_PIECE];
    struct stat stat;
    uint64_t read = 0;
    size_t got;
    enum fault fault = FAULT_NONE;
    const uint64_t all = fstat(fileno(file), &stat) == 0 && stat.st_size > 0 ? (uint64_t)stat.st_size : 0;
    while (fault == FAULT_NONE && (got = fread(piece, 1, sizeof piece, file)) > 0) {
        fault = program_interrupted() ? FAULT_AGAIN : recipients_import_piece(&c->import, piece, got);
        read += got;
        campaign_tell("reading", read, all > read ? all : read, " bytes");
    }
    if (fault == FAULT_NONE)
        fault = recipients_import_end(&c->import);
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    return fault;
}

static void
campaign_print_import(const struct campaign_sending *c)
{
    const struct recipients_import *in = &c->import;
    if (c->json) {
        io_print(recipients_import_to_json(in, true));
        return;
    }
    if (in->to_column[0] != '\0')
        printf("recipients: column %s\n", in->to_column);
    for (size_t i = 0; i < in->error_count; i++)
        printf("line %llu: %s\n", (unsigned long long)in->errors[i].line, in->errors[i].error.detail);
    if (in->invalid > in->error_count)
        printf("... and %llu more\n", (unsigned long long)(in->invalid - in->error_count));
    for (size_t i = 0; c->dry && i < json_object_array_length(in->preview); i++) {
        struct json_object *one = json_object_array_get_idx(in->preview, i), *segments, *count;
        const bool sms = json_object_object_get_ex(one, "segments", &segments) &&
                         json_object_object_get_ex(segments, "count", &count);
        printf("%-15s  %s%s  %s\n", json_member(one, "to"), sms ? json_object_get_string(count) : "",
            sms ? " SMS" : "", json_member(one, "text"));
    }
    printf("%llu rows: %llu %s, %llu duplicate, %llu invalid; %llu SMS segments\n",
        (unsigned long long)in->rows, (unsigned long long)in->added, c->dry ? "would be added" : "added",
        (unsigned long long)in->duplicates, (unsigned long long)in->invalid,
        (unsigned long long)in->segments);
}

/* How many recipients of the campaign have been handed over, or given up. */
static enum fault
campaign_progress(
    struct env *env, struct campaign *campaign, uint64_t *done, uint64_t *faulty, char more[static 64])
{
    struct message_stats stats = {.steps = {0}};
    char queue[MESSAGE_STATS_QUEUE_SIZE];
    enum fault fault = campaign_get(env_read(env), campaign->name, campaign);
    message_stats_queue_name(campaign->id, queue);
    if (fault == FAULT_NONE)
        fault = message_stats_get_totals(env_read(env), &(struct message_stats_scope){0, queue}, &stats);
    const int64_t failed = stats.steps[MESSAGE_STATS_FAILED], unknown = stats.steps[MESSAGE_STATS_UNKNOWN];
    *done = (uint64_t)(stats.steps[MESSAGE_STATS_SUBMITTED] + failed + unknown) + campaign->suppressed +
            campaign->invalid;
    *faulty = (uint64_t)(failed + unknown) + campaign->invalid;
    snprintf(more, 64, ", %lld failed, %lld unknown", (long long)failed, (long long)unknown);
    return fault;
}

/* Why does nothing move? */
static void
campaign_explain(struct env *env)
{
    struct carrier_pause pause;
    if (carrier_pause_oldest(env_read(env), &pause) == FAULT_NONE)
        log_info("the messages wait because the carrier (%s) refuses them: %s%s%s", pause.carrier,
            pause.reason, pause.detail[0] != '\0' ? ": " : "", pause.detail);
    else
        log_info("no progress; is curt-relay running, and is it within the hours of the campaign?");
}

/* Follows a running campaign until it is over; an interruption leaves it running. */
static enum fault
campaign_follow(struct env **env, const struct config *config, struct campaign *campaign, uint64_t *faulty)
{
    char more[64];
    uint64_t done = 0, before = UINT64_MAX;
    enum fault fault = FAULT_NONE;
    for (int still = 0; fault == FAULT_NONE && !program_interrupted(); still++) {
        fault = campaign_progress(*env, campaign, &done, faulty, more);
        campaign_tell("sending", done, campaign->recipients, more);
        if (done != before)
            still = 0;
        /* When it was cancelled, or recipients were erased, not all are ever handed over. */
        if (campaign->ended != 0 && (done >= campaign->recipients || still >= CAMPAIGN_PATIENCE))
            break;
        if (still == CAMPAIGN_PATIENCE && done < campaign->recipients)
            campaign_explain(*env);
        before = done;
        *env = store_rest(*env, config, CAMPAIGN_INTERVAL);
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    if (!program_interrupted() && done < campaign->recipients) /* it was cancelled */
        *faulty += campaign->recipients - done;
    if (program_interrupted())
        log_info("the campaign goes on; `curt campaign show %s` shows its progress", campaign->name);
    else if (fault == FAULT_NONE)
        printf("%llu of %llu handed over%s\n", (unsigned long long)done,
            (unsigned long long)campaign->recipients, more);
    return fault;
}

static void
campaign_say(const struct input_error *error)
{
    log_error("%s%s%s", strlen(error->pointer) > 1 ? error->pointer + 2 : "",
        strlen(error->pointer) > 1 ? ": " : "", error->detail);
}

/* Adds the campaign, unless this is a dry run. */
static enum fault
campaign_begin(struct campaign_sending *c, const struct config *config, struct env *env)
{
    struct input_error error;
    uint32_t owner;
    enum fault fault = campaign_from_json(c->sent, config, &c->campaign, &error);
    if (fault == FAULT_NONE)
        fault = carrier_fit_campaign(config, &c->campaign, &error);
    if (fault != FAULT_NONE) {
        campaign_say(&error);
        return fault;
    }
    if (c->dry)
        return FAULT_NONE;
    fault = owner_find(env, &owner);
    if (fault != FAULT_NONE)
        return fault;
    fault = campaign_create(env, &c->campaign, owner, 0, &error);
    if (fault == FAULT_EXISTS)
        log_error("there is a campaign %s already; choose another --name", c->campaign.name);
    return fault;
}

static void
campaign_print_schedule(const struct campaign *campaign)
{
    char at[TIMESTAMP_SIZE];
    timestamp_format(campaign->send_at, at);
    printf("scheduled for %s; `curt campaign move %s TIME` moves it\n", at, campaign->name);
}

static enum fault
campaign_run(struct campaign_sending *c, const struct config *config, struct env **env, FILE *file)
{
    struct input_error error;
    enum fault fault = campaign_begin(c, config, *env);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *template = json_read(c->campaign.template, strlen(c->campaign.template));
    fault = recipients_import_begin(&c->import, config, *env, c->campaign.name, 0, c->dry ? template : NULL,
        RECIPIENTS_IMPORT_CSV, c->dry);
    if (fault == FAULT_NONE)
        fault = campaign_read_file(c, file);
    if (c->import.work != NULL)
        campaign_print_import(c);
    c->faulty = c->import.invalid;
    if (c->import.over_quota)
        log_error("as many recipients of the key that it belongs to wait as [quotas] recipients allows");
    if (fault != FAULT_NONE && !c->dry)
        log_error("the campaign %s was not started; `curt campaign start %s` starts it with the recipients "
                  "added so far",
            c->campaign.name, c->campaign.name);
    else if (c->import.added == 0 && !c->dry)
        log_error("the campaign %s was not started, because it has no recipients", c->campaign.name);
    const bool empty = c->import.added == 0;
    recipients_import_free(&c->import);
    json_object_put(template);
    if (fault != FAULT_NONE || c->dry || empty)
        return fault == FAULT_NONE && !c->dry ? FAULT_REFUSED : fault;
    fault = campaign_apply_action(*env, c->campaign.name, 0, CAMPAIGN_START, &c->campaign, &error);
    uint64_t failed = 0;
    if (fault == FAULT_NONE && c->campaign.state == CAMPAIGN_SCHEDULED)
        campaign_print_schedule(&c->campaign);
    else if (fault == FAULT_NONE)
        fault = campaign_follow(env, config, &c->campaign, &failed);
    c->faulty += failed;
    return fault;
}

/* The name of a campaign that was not given one: that of the file, without what cannot be in a name. */
static void
campaign_name_of(const char *path, char out[static TABLE_NAME_MAX + 1])
{
    const char *base = strrchr(path, '/');
    size_t n = 0;
    for (base = base != NULL ? base + 1 : path; *base != '\0' && n < TABLE_NAME_MAX; base++) {
        const char one[] = {*base, '\0'};
        out[n++] = table_name_is_valid(one) ? *base : '-';
    }
    out[n] = '\0';
    if (n > 4 && strcmp(out + n - 4, ".csv") == 0)
        out[n - 4] = '\0';
}

static int
campaign_send(struct campaign_sending *c)
{
    struct config config;
    char name[TABLE_NAME_MAX + 1];
    FILE *file = io_open(c->path);
    if (file == NULL)
        return EXIT_FAILURE;
    campaign_name_of(c->path, name);
    if (json_member(c->sent, "name")[0] == '\0')
        json_add_text(c->sent, "name", name);
    if (json_member(c->sent, "channel")[0] == '\0')
        json_add_text(c->sent, "channel", "sms");
    struct env *env = store_open(&config);
    enum fault fault = campaign_run(c, &config, &env, file);
    store_close(env);
    fclose(file);
    return fault == FAULT_NONE && c->faulty == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
campaign_command_send(const struct call *call)
{
    static struct campaign_sending sending;
    sending.path = argument(call, 0);
    sending.sent = option_fields(call);
    sending.dry = option_flag(call, "dry-run");
    sending.json = option_flag(call, "json");
    const int status = campaign_send(&sending);
    json_object_put(sending.sent);
    return status;
}

static void
campaign_print(const struct campaign *campaign, struct env *env, bool json)
{
    if (json)
        io_print(campaign_to_json(campaign, env));
    else
        printf("%-24s  %-9s  %10llu  %10llu  %9llu  %8llu\n", campaign->name,
            campaign_state_name(campaign->state), (unsigned long long)campaign->recipients,
            (unsigned long long)(campaign->recipients - campaign->taken),
            (unsigned long long)campaign->suppressed, (unsigned long long)campaign->invalid);
}

/* Why running campaigns wait, if they do. */
static void
campaign_print_pause(struct env *env)
{
    struct carrier_pause pause = {.since = 0};
    char since[TIMESTAMP_SIZE], next[TIMESTAMP_SIZE];
    while (carrier_pause_next(env_read(env), pause.carrier, &pause) == FAULT_NONE) {
        timestamp_format(pause.since, since);
        timestamp_format(pause.next_try, next);
        printf(
            "\nThe carrier (%s) has refused messages since %s: %s%s%s\nThey wait; the next try is at %s.\n",
            pause.carrier, since, pause.reason, pause.detail[0] != '\0' ? ": " : "", pause.detail, next);
    }
}

int
campaign_command_list(const struct call *call)
{
    const bool json = option_flag(call, "json");
    struct config config;
    enum fault fault;
    struct env *env = store_open(&config);
    if (!json)
        printf("%-24s  %-9s  %10s  %10s  %9s  %8s\n", "name", "state", "recipients", "waiting", "opted out",
            "invalid");
    campaign_space.name[0] = '\0';
    while ((fault = campaign_next(env_read(env), campaign_space.name, &campaign_space)) == FAULT_NONE &&
           !ferror(stdout))
        campaign_print(&campaign_space, env, json);
    if (!json)
        campaign_print_pause(env);
    store_close(env);
    return io_list_status(fault);
}

/* The exit status for what became of the campaign; says what is wrong. */
static int
campaign_status(enum fault fault, const char *name, const struct input_error *error)
{
    if (fault == FAULT_MISSING)
        log_error("there is no campaign %s; `curt campaign list` shows them", name);
    else if (fault == FAULT_REFUSED)
        campaign_say(error);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
campaign_command_show(const struct call *call)
{
    const char *name = argument(call, 0);
    struct config config;
    struct input_error error = {.detail = ""};
    struct env *env = store_open(&config);
    enum fault fault = campaign_get(env_read(env), name, &campaign_space);
    if (fault == FAULT_NONE)
        io_print(campaign_to_json(&campaign_space, env));
    store_close(env);
    return campaign_status(fault, name, &error);
}

int
campaign_command_change(const struct call *call)
{
    const char *name = argument(call, 0);
    const enum campaign_action action = campaign_action_parse(command_action(call));
    struct config config;
    struct input_error error = {.detail = ""};
    struct env *env = store_open(&config);
    enum fault fault = campaign_apply_action(env, name, 0, action, &campaign_space, &error);
    if (fault == FAULT_NONE && option_flag(call, "json"))
        io_print(campaign_to_json(&campaign_space, env));
    store_close(env);
    if (fault == FAULT_NONE && action == CAMPAIGN_START && campaign_space.recipients == 0)
        log_warn("the campaign %s has no recipients: nothing is sent", name);
    return campaign_status(fault, name, &error);
}

int
campaign_command_move(const struct call *call)
{
    const char *name = argument(call, 0), *when = argument(call, 1);
    struct config config;
    struct input_error error = {.detail = ""};
    int64_t send_at = 0;
    if (strcmp(when, "now") != 0 && send_time_parse(when, timestamp_now(), &send_at, &error) != FAULT_NONE)
        return io_status(FAULT_INPUT, &error);
    struct env *env = store_open(&config);
    enum fault fault = campaign_move(env, name, 0, send_at, &campaign_space, &error);
    if (fault == FAULT_NONE && option_flag(call, "json"))
        io_print(campaign_to_json(&campaign_space, env));
    store_close(env);
    return campaign_status(fault, name, &error);
}

int
campaign_command_retry(const struct call *call)
{
    struct campaign_retry retry = {.name = argument(call, 0), .campaign = &campaign_space};
    struct config config;
    struct input_error error = {.detail = ""};
    struct env *env = store_open(&config);
    enum fault fault = campaign_retry_run(env, &retry, &error);
    if (fault == FAULT_NONE && option_flag(call, "json")) {
        struct json_object *json = campaign_to_json(&campaign_space, env);
        json_object_object_add(json, "retried", json_object_new_uint64(retry.count));
        io_print(json);
    } else if (fault == FAULT_NONE) {
        printf("%llu messages will be sent again\n", (unsigned long long)retry.count);
    }
    store_close(env);
    return campaign_status(fault, retry.name, &error);
}

int
campaign_command_remove(const struct call *call)
{
    const char *name = argument(call, 0);
    struct config config;
    struct input_error error = {.detail = ""};
    struct env *env = store_open(&config);
    enum fault fault = campaign_delete(env, name, 0, "", &error);
    store_close(env);
    return campaign_status(fault, name, &error);
}

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/program.h"
#include "campaign/campaign_service.h"
#include "campaign/recipients_import.h"
#include "command.h"
#include "http/api_key.h"
#include "stats/message_stats.h"

enum {
    CAMPAIGN_BAR = 30,      /* characters */
    CAMPAIGN_PIECE = 65536, /* bytes of the file at a time */
    CAMPAIGN_LOOK = 250000, /* microseconds between two looks */
    CAMPAIGN_PATIENCE = 20, /* looks without progress before a hint */
};

/* A campaign to be sent from a file. */
struct campaign_sending {
    const char *path;
    struct json_object *sent;
    bool dry, json;
    struct campaign campaign;
    struct recipients_import intake;
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

static void
campaign_find_owner(const struct api_key *key, void *arg)
{
    uint32_t *owner = arg;
    if (*owner == 0 && key->role == ROLE_ADMIN && key->revoked == 0)
        *owner = key->id;
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
        fault = program_interrupted() ? FAULT_AGAIN : recipients_import_piece(&c->intake, piece, got);
        read += got;
        campaign_tell("reading", read, all > read ? all : read, " bytes");
    }
    if (fault == FAULT_NONE)
        fault = recipients_import_end(&c->intake);
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    return fault;
}

static void
campaign_print_intake(const struct campaign_sending *c)
{
    const struct recipients_import *in = &c->intake;
    if (c->json) {
        command_print(recipients_import_view(in, true));
        return;
    }
    for (size_t i = 0; i < in->fault_count; i++)
        printf("line %llu: %s\n", (unsigned long long)in->faults[i].line, in->faults[i].fault.why);
    if (in->invalid > in->fault_count)
        printf("... and %llu more\n", (unsigned long long)(in->invalid - in->fault_count));
    for (size_t i = 0; c->dry && i < json_object_array_length(in->shown); i++) {
        struct json_object *one = json_object_array_get_idx(in->shown, i), *segments, *count;
        const bool sms = json_object_object_get_ex(one, "segments", &segments) &&
                         json_object_object_get_ex(segments, "count", &count);
        printf("%-15s  %s%s  %s\n", json_member(one, "to"), sms ? json_object_get_string(count) : "",
            sms ? " SMS" : "", json_member(one, "text"));
    }
    printf("%llu rows: %llu %s, %llu twice, %llu faulty; %llu SMS parts\n", (unsigned long long)in->rows,
        (unsigned long long)in->added, c->dry ? "would be added" : "added",
        (unsigned long long)in->duplicates, (unsigned long long)in->invalid,
        (unsigned long long)in->segments);
}

/* How many of the campaign have been handed over, or given up. */
static enum fault
campaign_progress(struct env *env, struct campaign *campaign, uint64_t *done, char more[static 64])
{
    struct message_stats funnel;
    enum fault fault = campaign_get(env_read(env), campaign->name, campaign);
    if (fault == FAULT_NONE)
        fault = message_stats_get_totals(
            env_read(env), &(struct message_stats_scope){0, campaign->name}, &funnel);
    const int64_t failed = funnel.steps[MESSAGE_STATS_FAILED], unknown = funnel.steps[MESSAGE_STATS_UNKNOWN];
    *done = (uint64_t)(funnel.steps[MESSAGE_STATS_SUBMITTED] + failed + unknown) + campaign->stopped +
            campaign->invalid;
    snprintf(more, 64, ", %lld failed, %lld unknown", (long long)failed, (long long)unknown);
    return fault;
}

/* Follows a running campaign until it is over; an interruption leaves it running. */
static enum fault
campaign_follow(struct env *env, struct campaign *campaign)
{
    char more[64];
    uint64_t done = 0, before = UINT64_MAX;
    enum fault fault = FAULT_NONE;
    for (int still = 0; fault == FAULT_NONE && !program_interrupted(); still++) {
        fault = campaign_progress(env, campaign, &done, more);
        campaign_tell("sending", done, campaign->recipients, more);
        if (done != before)
            still = 0;
        /* Of one that was cancelled, or had recipients who were forgotten, not all are ever handed over. */
        if (campaign->ended != 0 && (done >= campaign->recipients || still >= CAMPAIGN_PATIENCE))
            break;
        if (still == CAMPAIGN_PATIENCE && done < campaign->recipients)
            log_info("nothing moves: does curt-relay run, and are these the hours of the campaign?");
        before = done;
        usleep(CAMPAIGN_LOOK);
    }
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    if (program_interrupted())
        log_info("the campaign goes on; `curt campaign show %s` follows it", campaign->name);
    else if (fault == FAULT_NONE)
        printf("%llu of %llu handed over%s\n", (unsigned long long)done,
            (unsigned long long)campaign->recipients, more);
    return fault;
}

static void
campaign_say(const struct message_request_fault *wrong)
{
    log_error("%s%s%s", strlen(wrong->pointer) > 1 ? wrong->pointer + 2 : "",
        strlen(wrong->pointer) > 1 ? ": " : "", wrong->why);
}

/* Adds the campaign, unless it is only tried. */
static enum fault
campaign_begin(struct campaign_sending *c, const struct config *config, struct env *env)
{
    struct message_request_fault wrong;
    uint32_t owner = 0;
    enum fault fault = campaign_request_read(c->sent, config, &c->campaign, &wrong);
    if (fault != FAULT_NONE) {
        campaign_say(&wrong);
        return fault;
    }
    if (c->dry)
        return FAULT_NONE;
    api_key_visit(env, campaign_find_owner, &owner);
    if (owner == 0) {
        log_error("there is no administrator's key that it could belong to; `curt key add me --role admin`");
        return FAULT_REFUSED;
    }
    fault = campaign_create(env, &c->campaign, owner);
    if (fault == FAULT_EXISTS)
        log_error("there is a campaign %s; choose another --name", c->campaign.name);
    return fault;
}

static enum fault
campaign_run(struct campaign_sending *c, const struct config *config, struct env *env, FILE *file)
{
    struct message_request_fault wrong;
    enum fault fault = campaign_begin(c, config, env);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *template = json_read(c->campaign.template, strlen(c->campaign.template));
    fault = recipients_import_begin(&c->intake, config, env, c->campaign.name, 0, c->dry ? template : NULL,
        RECIPIENTS_IMPORT_CSV, c->dry);
    if (fault == FAULT_NONE)
        fault = campaign_read_file(c, file);
    if (c->intake.work != NULL)
        campaign_print_intake(c);
    if (fault != FAULT_NONE && !c->dry)
        log_error("the campaign %s is not started; `curt campaign start %s` starts it with what was added",
            c->campaign.name, c->campaign.name);
    recipients_import_free(&c->intake);
    json_object_put(template);
    if (fault != FAULT_NONE || c->dry)
        return fault;
    fault = campaign_apply_action(env, c->campaign.name, 0, CAMPAIGN_START, &c->campaign, &wrong);
    return fault == FAULT_NONE ? campaign_follow(env, &c->campaign) : fault;
}

/* The name of a campaign that was not given one: that of the file, without what cannot be in a name. */
static void
campaign_name_of(const char *path, char out[static NAMED_ROW_NAME_MAX + 1])
{
    const char *base = strrchr(path, '/');
    size_t n = 0;
    for (base = base != NULL ? base + 1 : path; *base != '\0' && n < NAMED_ROW_NAME_MAX; base++) {
        const char one[] = {*base, '\0'};
        out[n++] = named_row_is_valid(one) ? *base : '-';
    }
    out[n] = '\0';
    if (n > 4 && strcmp(out + n - 4, ".csv") == 0)
        out[n - 4] = '\0';
}

static int
campaign_command_send(struct campaign_sending *c)
{
    struct config config;
    char name[NAMED_ROW_NAME_MAX + 1];
    FILE *file = strcmp(c->path, "-") == 0 ? stdin : fopen(c->path, "re");
    if (file == NULL) {
        log_error("cannot open %s: %s", c->path, strerror(errno));
        return EXIT_FAILURE;
    }
    campaign_name_of(c->path, name);
    if (json_member(c->sent, "name")[0] == '\0')
        json_object_object_add(c->sent, "name", json_object_new_string(name));
    if (json_member(c->sent, "channel")[0] == '\0')
        json_object_object_add(c->sent, "channel", json_object_new_string("sms"));
    struct env *env = command_open(&config);
    enum fault fault = campaign_run(c, &config, env, file);
    command_close(env);
    if (file != stdin)
        fclose(file);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool
campaign_read_sending(int argc, char **argv, struct campaign_sending *out)
{
    static const char *const texts[] = {
        "name", "template", "from", "channel", "hours", "track", "client_ref"};
    static const char *const numbers[] = {"rate", "ttl"};
    if (argc < 3)
        return false;
    out->path = argv[2];
    for (int i = 3; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        bool known = false;
        if (strcmp(argv[i], "--dry-run") == 0) {
            out->dry = true;
            continue;
        }
        for (size_t t = 0; value != NULL && t < sizeof texts / sizeof *texts; t++)
            if (strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i] + 2, texts[t]) == 0) {
                json_object_object_add(out->sent, texts[t], json_object_new_string(value));
                known = true;
            }
        for (size_t n = 0; value != NULL && n < sizeof numbers / sizeof *numbers; n++)
            if (strncmp(argv[i], "--", 2) == 0 && strcmp(argv[i] + 2, numbers[n]) == 0) {
                json_object_object_add(
                    out->sent, numbers[n], json_object_new_int64(strtoll(value, NULL, 10)));
                known = true;
            }
        if (!known)
            return false;
        i++;
    }
    return json_object_object_get_ex(out->sent, "template", NULL);
}

static void
campaign_print(const struct campaign *campaign, bool json)
{
    if (json)
        command_print(campaign_to_json(campaign));
    else
        printf("%-24s  %-9s  %10llu  %10llu  %8llu  %8llu\n", campaign->name,
            campaign_state_name(campaign->state), (unsigned long long)campaign->recipients,
            (unsigned long long)(campaign->recipients - campaign->taken),
            (unsigned long long)campaign->stopped, (unsigned long long)campaign->invalid);
}

static int
campaign_command_list(bool json)
{
    struct config config;
    enum fault fault;
    struct env *env = command_open(&config);
    if (!json)
        printf("%-24s  %-9s  %10s  %10s  %8s  %8s\n", "name", "state", "recipients", "waiting", "stopped",
            "faulty");
    campaign_space.name[0] = '\0';
    while ((fault = campaign_next(env_read(env), campaign_space.name, &campaign_space)) == FAULT_NONE &&
           !ferror(stdout))
        campaign_print(&campaign_space, json);
    command_close(env);
    return fault == FAULT_MISSING ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
campaign_command_do(const char *name, const char *deed, bool json)
{
    struct config config;
    struct message_request_fault wrong = {.why = ""};
    const enum campaign_action which = campaign_action_parse(deed);
    struct env *env = command_open(&config);
    enum fault fault;
    if (strcmp(deed, "show") == 0)
        fault = campaign_get(env_read(env), name, &campaign_space);
    else if (strcmp(deed, "remove") == 0)
        fault = campaign_delete(env, name, 0, &wrong);
    else
        fault = campaign_apply_action(env, name, 0, which, &campaign_space, &wrong);
    command_close(env);
    if (fault == FAULT_MISSING)
        log_error("there is no campaign %s; `curt campaign list` shows them", name);
    else if (fault == FAULT_REFUSED)
        campaign_say(&wrong);
    else if (fault == FAULT_NONE && (json || strcmp(deed, "show") == 0))
        command_print(campaign_to_json(&campaign_space));
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
command_campaign(int argc, char **argv)
{
    static struct campaign_sending sending;
    sending.json = command_json(&argc, argv);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return campaign_command_list(sending.json);
    if (argc == 3 && (strcmp(argv[1], "show") == 0 || strcmp(argv[1], "remove") == 0 ||
                         campaign_action_parse(argv[1]) != CAMPAIGN_ACTIONS))
        return campaign_command_do(argv[2], argv[1], sending.json);
    if (argc < 2 || strcmp(argv[1], "send") != 0)
        return COMMAND_USAGE;
    sending.sent = json_object_new_object();
    const int status = campaign_read_sending(argc, argv, &sending) ? campaign_command_send(&sending)
                                                                   : COMMAND_USAGE;
    json_object_put(sending.sent);
    return status;
}

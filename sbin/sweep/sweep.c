/*
 * curt-sweep: from cron: tells which links have expired, takes out what is over, checkpoints, removes old
 * logs. One at a time; a bounded piece of work a transaction. See curt-sweep(8).
 */
#include <getopt.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lockfile.h"
#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/delivery_cursor.h"
#include "bus/message_dead_letter.h"
#include "bus/replay.h"
#include "bus/retry.h"
#include "bus/target.h"
#include "campaign/campaign.h"
#include "campaign/recipient.h"
#include "db/queue.h"
#include "db/row_sweep.h"
#include "db/schedule.h"
#include "event/checkpoint.h"
#include "event/custom_event.h"
#include "event/event_log.h"
#include "event/visitor_salt.h"
#include "http/create_limit.h"
#include "http/idempotency.h"
#include "http/jwt_replay.h"
#include "http/session.h"
#include "link/link_event.h"
#include "link/link_write.h"
#include "message/carrier_id_index.h"
#include "message/message.h"
#include "message/message_write.h"
#include "message/receipt.h"
#include "stats/click_stats.h"
#include "stats/message_stats.h"

enum {
    SWEEP_WATCHDOG = 60,
    SWEEP_RETRY = 40 /* seconds */,
    SWEEP_EVENTS = 200 /* a transaction */,
    SWEEP_RECIPIENTS = 500 /* a transaction */,
    SWEEP_RECEIPTS = 2 /* days that one waits for its message: the carrier gives up after one */,
    SWEEP_LOOKS = 2000 /* a transaction */
};

enum did {
    DID_EXPIRE,
    DID_TAKE_OUT,
    DID_FORGET,
    DID_FORGET_EVENT,
    DID_FORGET_MESSAGE,
    DID_REDELIVERED,
    DID_FAILED,
    DID_RESTED,
    DID_RETURNED,
    DID_EVENTS,
    DID_SESSIONS,
    DID_ONCE,
    DID_RATES,
    DID_SALTS,
    DID_VISITORS,
    DID_TOKENS,
    DID_RECEIPTS,
    DID_LOGS,
    DIDS
};

/* What is counted: the key of its JSON, and the words for people. */
static const struct {
    const char *key, *words;
} did_names[DIDS] = {
    [DID_EXPIRE] = {"links_expired", "links expired"},
    [DID_TAKE_OUT] = {"links_removed", "links removed"},
    [DID_FORGET] = {"link_counts", "counts of deleted links"},
    [DID_FORGET_EVENT] = {"custom_event_ids", "ids of custom events"},
    [DID_FORGET_MESSAGE] = {"messages", "messages past their retention"},
    [DID_REDELIVERED] = {"dead_letters_delivered", "dead letters delivered"},
    [DID_FAILED] = {"dead_letters_failed", "failed attempts at dead letters"},
    [DID_RESTED] = {"dead_letters_exhausted", "dead letters that are not tried again"},
    [DID_RETURNED] = {"messages_requeued", "messages queued again"},
    [DID_EVENTS] = {"events", "events"},
    [DID_SESSIONS] = {"sessions", "sign-ins"},
    [DID_ONCE] = {"idempotency_keys", "idempotency keys"},
    [DID_RATES] = {"rate_limits", "idle rate limits"},
    [DID_SALTS] = {"salts", "salts"},
    [DID_VISITORS] = {"visitors", "visitors of past days"},
    [DID_TOKENS] = {"receipt_tokens", "tokens of receipts"},
    [DID_RECEIPTS] = {"unmatched_receipts", "receipts of unknown messages"},
    [DID_LOGS] = {"log_files", "log files"},
};

struct sweeper {
    struct config config;
    struct env *env;
    int64_t now;
    struct checkpoint counted; /* how far the built-in count has come */
    uint64_t taken;            /* how far all have come who follow the log */
    unsigned long did[DIDS];
    bool dry, verbose, json;
};

/* One reminder, looked at in a transaction of its own. */
struct chore {
    struct sweeper *sweeper;
    struct schedule_entry from, due; /* where to look on; what was found */
    enum did did;                    /* DIDS: nothing */
    bool over;                       /* the reminder can go */
};

static enum fault
chore_expire(struct txn *txn, struct chore *chore)
{
    struct link before, after;
    enum fault fault = link_get(txn, chore->due.name, &before);
    if (fault != FAULT_NONE || before.expires != chore->due.at || before.expiry_told)
        return fault == FAULT_MISSING ? FAULT_NONE
                                      : fault; /* gone or changed: another reminder was written */
    chore->did = DID_EXPIRE;
    if (chore->sweeper->dry)
        return FAULT_NONE;
    after = before;
    after.expiry_told = true;
    fault = link_update(txn, &before, &after);
    if (fault == FAULT_NONE)
        fault = link_event_append(txn, &after, LINK_EVENT_EXPIRED, chore->sweeper->now);
    if (fault != FAULT_NONE)
        return fault;
    const int64_t out = after.expires + chore->sweeper->config.links_grace * TIMESTAMP_SECOND;
    return schedule_add(txn, out, SCHEDULE_DELETE_LINK, after.code, strlen(after.code));
}

static enum fault
chore_take_out(struct txn *txn, struct chore *chore)
{
    const struct sweeper *s = chore->sweeper;
    struct link link;
    enum fault fault = link_get(txn, chore->due.name, &link);
    if (fault != FAULT_NONE || link.expires == 0 || !link.expiry_told)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    const int64_t out = link.expires + s->config.links_grace * TIMESTAMP_SECOND;
    if (out > s->now) /* the grace has been made longer since */
        return s->dry ? FAULT_NONE
                      : schedule_add(txn, out, SCHEDULE_DELETE_LINK, link.code, strlen(link.code));
    chore->did = DID_TAKE_OUT;
    return s->dry ? FAULT_NONE : link_remove(txn, &link, s->now);
}

/* The numbers of those who were in a campaign go as long after its end as its messages do. */
static enum fault
chore_forget_recipients(struct txn *txn, struct chore *chore)
{
    static struct campaign campaign;
    const struct sweeper *s = chore->sweeper;
    unsigned count;
    enum fault fault = campaign_get(txn, chore->due.name, &campaign);
    if (fault != FAULT_NONE || campaign.ended == 0) /* gone, or going on */
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    const int64_t over = campaign.ended + s->config.keep_messages * TIMESTAMP_SECOND;
    if (s->dry)
        return FAULT_NONE;
    if (over > s->now)
        return schedule_add(txn, over, SCHEDULE_DELETE_RECIPIENTS, campaign.name, strlen(campaign.name));
    fault = recipient_remove_some(txn, campaign.id, SWEEP_RECIPIENTS, &count);
    if (fault == FAULT_NONE && count == SWEEP_RECIPIENTS) /* there may be more: right behind this one */
        fault = schedule_add(
            txn, chore->due.at + 1, SCHEDULE_DELETE_RECIPIENTS, campaign.name, strlen(campaign.name));
    return fault;
}

/* Its links go on by themselves, as long as they live. */
static enum fault
chore_forget_message(struct txn *txn, struct chore *chore)
{
    const struct sweeper *s = chore->sweeper;
    struct message message;
    if (chore->due.length != UUID_BYTES)
        return FAULT_NONE;
    enum fault fault = message_get_for_update(txn, (const uint8_t *)chore->due.name, &message);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    const int64_t over = message.created + s->config.keep_messages * TIMESTAMP_SECOND;
    if (over > s->now) /* it is to be kept longer than it was then */
        return s->dry ? FAULT_NONE : schedule_add(txn, over, SCHEDULE_DELETE_MESSAGE, message.id, UUID_BYTES);
    chore->did = DID_FORGET_MESSAGE;
    if (s->dry)
        return FAULT_NONE;
    fault = message_stats_give_up(txn, &message, "kept no longer", s->now);
    if (fault == FAULT_NONE)
        fault = message_dead_letter_remove(txn, message.id);
    return fault == FAULT_NONE ? message_remove(txn, &message) : fault;
}

static enum fault
chore_body(struct txn *txn, void *arg)
{
    struct chore *chore = arg;
    chore->did = DIDS;
    chore->over = true;
    enum fault fault = schedule_next(txn, &chore->from, chore->sweeper->now, &chore->due);
    if (fault != FAULT_NONE)
        return fault;
    switch (chore->due.kind) { /* what is missing in here is missing for good: it must not end the list */
    case SCHEDULE_EXPIRE_LINK:
        fault = chore_expire(txn, chore);
        break;
    case SCHEDULE_DELETE_LINK:
        fault = chore_take_out(txn, chore);
        break;
    case SCHEDULE_DELETE_STATS:
        chore->over = false; /* takes more than one transaction */
        chore->did = DID_FORGET;
        break;
    case SCHEDULE_DELETE_EVENT_ID:
        chore->did = DID_FORGET_EVENT;
        if (!chore->sweeper->dry)
            fault = custom_event_forget(txn, (const uint8_t *)chore->due.name);
        break;
    case SCHEDULE_DELETE_MESSAGE:
        fault = chore_forget_message(txn, chore);
        break;
    case SCHEDULE_DELETE_RECIPIENTS:
        fault = chore_forget_recipients(txn, chore);
        break;
    case SCHEDULE_DELETE_CARRIER_ID:
        if (!chore->sweeper->dry)
            fault = carrier_id_remove(txn, chore->due.name);
        break;
    case SCHEDULE_RETRY:
        chore->over = false; /* sweep_retry's */
        break;
    }
    if (fault == FAULT_MISSING)
        fault = FAULT_SYSTEM;
    return fault != FAULT_NONE || chore->sweeper->dry || !chore->over ? fault
                                                                      : schedule_remove(txn, &chore->due);
}

static enum fault
forget_done(struct txn *txn, void *arg)
{
    return schedule_remove(txn, arg);
}

/* Runs one sweep to its end, a transaction after the other. */
static enum fault
sweep_table(struct sweeper *s, struct row_sweep *sweep, enum did did)
{
    enum fault fault = FAULT_NONE;
    sweep->looks = SWEEP_LOOKS;
    sweep->keep = s->dry;
    do {
        alarm(SWEEP_WATCHDOG);
        fault = row_sweep_run(s->env, sweep);
        s->did[did] += sweep->removed;
    } while (fault == FAULT_NONE && !sweep->ended && !program_interrupted());
    return fault;
}

/* The counts of a deleted link go once every click that it had is counted. */
static enum fault
forget_counts(struct sweeper *s, struct schedule_entry *due)
{
    struct row_sweep sweep = {.table = TABLE_CLICK_STATS, .over = click_stats_link_over, .arg = due->name};
    if (due->length != 8 || s->counted.at < due->at)
        return FAULT_NONE;
    sweep.from_length = click_stats_link_from((const uint8_t *)due->name, sweep.from);
    enum fault fault = sweep_table(s, &sweep, DID_FORGET);
    return fault != FAULT_NONE || s->dry ? fault : env_txn(s->env, ENV_WRITE, forget_done, due);
}

static enum fault
sweep_due(struct sweeper *s)
{
    struct chore chore = {.sweeper = s};
    enum fault fault = FAULT_NONE;
    while (!program_interrupted()) {
        alarm(SWEEP_WATCHDOG);
        fault = env_txn(s->env, ENV_WRITE, chore_body, &chore);
        if (fault != FAULT_NONE)
            break;
        if (chore.did != DIDS && chore.did != DID_FORGET)
            s->did[chore.did]++;
        if (chore.did == DID_FORGET)
            fault = forget_counts(s, &chore.due);
        if (fault != FAULT_NONE)
            break;
        chore.from = chore.due;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* An event stays until everybody has taken it: the count, targets that are open, replays that run. */
static enum fault
find_taken(struct sweeper *s)
{
    struct target target = {.name = ""};
    struct rule rule;
    struct replay replay = {.name = ""};
    struct delivery_cursor stream;
    struct txn *read = env_read(s->env);
    enum fault fault;
    s->taken = s->counted.number;
    while ((fault = target_next(read, target.name, &target)) == FAULT_NONE) {
        fault = rule_get(read, target.rule, &rule);
        if (fault == FAULT_NONE && (target.state != TARGET_ENABLED || !rule.enabled))
            continue;
        if (fault == FAULT_NONE)
            fault = delivery_cursor_get(read, target.id, &stream);
        if (fault != FAULT_NONE)
            return fault;
        if (stream.number < s->taken)
            s->taken = stream.number;
    }
    while (fault == FAULT_MISSING && (fault = replay_next(read, replay.name, &replay)) == FAULT_NONE) {
        if (replay.state == REPLAY_RUNNING && replay.number < s->taken)
            s->taken = replay.number;
        fault = FAULT_MISSING;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

struct trimming {
    struct sweeper *sweeper;
    uint64_t too_many; /* up to this number the log is larger than it may be */
    struct event space;
    unsigned trimmed;
};

static enum fault
find_too_many(struct sweeper *s, struct trimming *t)
{
    uint64_t first, last;
    const uint64_t most = (uint64_t)s->config.keep_log_size * 1000000 / QUEUE_RECORD;
    enum fault fault = event_log_range(s->env, s->counted.number, &first, &last);
    t->too_many = fault == FAULT_NONE && most > 0 && last > most ? last - most : 0;
    return fault;
}

static enum fault
trim_body(struct txn *txn, void *arg)
{
    struct trimming *t = arg;
    const struct sweeper *s = t->sweeper;
    const int64_t before = s->now - s->config.keep_events * TIMESTAMP_SECOND;
    const uint64_t surplus = t->too_many < s->taken ? t->too_many : s->taken;
    enum fault fault = FAULT_NONE;
    for (t->trimmed = 0; t->trimmed < SWEEP_EVENTS && fault == FAULT_NONE;) {
        fault = event_log_trim(txn, surplus, INT64_MAX, &t->space);
        if (fault == FAULT_MISSING)
            fault = event_log_trim(txn, s->taken, before, &t->space);
        t->trimmed += fault == FAULT_NONE;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
count_old_events(struct sweeper *s, struct trimming *t)
{
    const int64_t before = s->now - s->config.keep_events * TIMESTAMP_SECOND;
    uint64_t first, last;
    enum fault fault = event_log_range(s->env, s->counted.number, &first, &last);
    for (uint64_t n = first; fault == FAULT_NONE && n <= last && n <= s->taken; n++) {
        fault = event_log_read(env_read(s->env), n, &t->space);
        if (fault == FAULT_NONE && t->space.at >= before && n > t->too_many)
            break;
        s->did[DID_EVENTS] += fault == FAULT_NONE;
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    return fault;
}

static enum fault
sweep_events(struct sweeper *s)
{
    static struct trimming trimming;
    trimming.sweeper = s;
    enum fault fault = find_taken(s);
    if (fault == FAULT_NONE)
        fault = find_too_many(s, &trimming);
    if (fault != FAULT_NONE)
        return fault;
    if (s->dry)
        return count_old_events(s, &trimming);
    do {
        alarm(SWEEP_WATCHDOG);
        fault = env_txn(s->env, ENV_WRITE, trim_body, &trimming);
        s->did[DID_EVENTS] += fault == FAULT_NONE ? trimming.trimmed : 0;
    } while (fault == FAULT_NONE && trimming.trimmed == SWEEP_EVENTS && !program_interrupted());
    return fault;
}

static enum fault
sweep_tables(struct sweeper *s)
{
    int64_t once_before = s->now - s->config.keep_idempotency * TIMESTAMP_SECOND;
    const uint32_t today = visitor_salt_day(s->now), counted = visitor_salt_day(s->counted.at);
    uint32_t salts_before = today > 0 ? today - 1
                                      : 0; /* yesterday's stays, for a clock that is set back a little */
    uint32_t visitors_before = counted < today ? counted : today;
    int64_t tokens_before = s->now - 2 * (s->config.vonage_signature_age + 60) * TIMESTAMP_SECOND;
    int64_t receipts_before = s->now - SWEEP_RECEIPTS * TIMESTAMP_DAY;
    struct {
        struct row_sweep sweep;
        enum did did;
    } all[] = {
        {{.table = TABLE_SESSION, .over = session_is_expired, .arg = &s->now}, DID_SESSIONS},
        {{.table = TABLE_IDEMPOTENCY, .over = idempotency_is_expired, .arg = &once_before}, DID_ONCE},
        {{.table = TABLE_CREATE_LIMIT, .over = create_limit_is_expired, .arg = &s->now}, DID_RATES},
        {{.table = TABLE_VISITOR_SALT, .over = visitor_salt_is_expired, .arg = &salts_before}, DID_SALTS},
        {{.table = TABLE_VISITOR, .over = click_stats_visitor_over, .arg = &visitors_before}, DID_VISITORS},
        {{.table = TABLE_JWT_REPLAY, .over = jwt_replay_is_expired, .arg = &tokens_before}, DID_TOKENS},
        {{.table = TABLE_RECEIPT, .over = receipt_is_expired, .arg = &receipts_before}, DID_RECEIPTS},
    };
    struct row_sweep *const receipts = &all[sizeof all / sizeof *all - 1].sweep;
    receipts->from_length = receipt_from(receipts->from);
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < sizeof all / sizeof *all && fault == FAULT_NONE; i++)
        fault = sweep_table(s, &all[i].sweep, all[i].did);
    return fault;
}

/* Dead letters that are due. Somebody who redrives by hand may be at it already. */
static enum fault
sweep_retry(struct sweeper *s)
{
    struct retry_count count = {0};
    if (s->dry || lockfile_acquire(s->config.store_home, RETRY_TURN) != FAULT_NONE)
        return FAULT_NONE;
    enum fault fault = retry_run(&s->config, s->env, s->now, SWEEP_RETRY, &count, NULL, NULL);
    s->did[DID_REDELIVERED] = count.delivered;
    s->did[DID_FAILED] = count.failed;
    s->did[DID_RESTED] = count.rested;
    s->did[DID_RETURNED] = count.returned;
    return fault;
}

static enum fault
sweep_logs(struct sweeper *s)
{
    unsigned removed = 0;
    if (s->dry)
        return FAULT_NONE;
    alarm(SWEEP_WATCHDOG);
    enum fault fault = env_checkpoint(s->env);
    if (fault == FAULT_NONE)
        fault = env_trim_log(s->env, &removed);
    s->did[DID_LOGS] = removed;
    return fault;
}

static void
sweep_tell(const struct sweeper *s)
{
    if (s->json) {
        struct json_object *all = json_object_new_object();
        for (int i = 0; i < DIDS; i++)
            json_object_object_add(all, did_names[i].key, json_object_new_int64((int64_t)s->did[i]));
        puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PLAIN));
        json_object_put(all);
    } else if (s->verbose || s->dry) {
        printf("%s\n", s->dry ? "would do" : "did");
        for (int i = 0; i < DIDS; i++)
            printf("%12lu  %s\n", s->did[i], did_names[i].words);
    }
}

static const char sweep_usage[] = "usage: curt-sweep [--dry-run] [--verbose] [--json]\n",
                  sweep_help[] = "\n"
                                 "expire links, retry dead letters, and delete what is past its retention\n"
                                 "\n"
                                 "options:\n"
                                 "  --dry-run  change nothing; print what would be done\n"
                                 "  --verbose  print what was done\n"
                                 "  --json     print it as a JSON object\n"
                                 "  --help     print this\n"
                                 "  --version  print the version\n";

static void
sweep_options(struct sweeper *s, int argc, char **argv)
{
    static const struct option options[] = {{"dry-run", no_argument, NULL, 'n'},
        {"verbose", no_argument, NULL, 'v'}, {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'V'}, {0}};
    for (int c; (c = getopt_long(argc, argv, "nvjh", options, NULL)) != -1;) {
        if (c == 'n') {
            s->dry = true;
        } else if (c == 'v') {
            s->verbose = true;
        } else if (c == 'j') {
            s->json = true;
        } else if (c == 'h') {
            printf("%s%s", sweep_usage, sweep_help);
            exit(EXIT_SUCCESS);
        } else if (c == 'V') {
            puts("curt-sweep " PACKAGE_VERSION);
            exit(EXIT_SUCCESS);
        } else { /* getopt_long has said what is wrong */
            fputs(sweep_usage, stderr);
            exit(2);
        }
    }
    if (optind < argc) {
        log_error("unexpected argument %s", argv[optind]);
        fputs(sweep_usage, stderr);
        exit(2);
    }
}

int
main(int argc, char **argv)
{
    static struct sweeper s;
    program_begin("curt-sweep");
    sweep_options(&s, argc, argv);
    config_load_or_die(&s.config);
    switch (lockfile_acquire(s.config.store_home, "sweep.lock")) {
    case FAULT_NONE:
        break;
    case FAULT_REFUSED:
        log_info("another curt-sweep is at work; nothing done");
        return EXIT_SUCCESS;
    default:
        log_fatal("no lock, no sweep; `curt init` makes a store");
    }
    program_hold_signals();
    s.now = timestamp_now();
    s.env = env_open_or_die(&s.config, TABLE_ALL, 0);
    enum fault fault = checkpoint_get(env_read(s.env), CHECKPOINT_AGGREGATOR, &s.counted);
    static enum fault (*const steps[])(struct sweeper *) = {
        sweep_due, sweep_events, sweep_tables, sweep_logs, sweep_retry};
    for (size_t i = 0; i < sizeof steps / sizeof *steps;
         i++) { /* one that fails must not keep the others back */
        const enum fault step = steps[i](&s);
        fault = fault == FAULT_NONE ? step : fault;
    }
    alarm(0);
    env_close(s.env);
    sweep_tell(&s);
    if (fault != FAULT_NONE)
        log_error("not everything could be swept; the next run goes on");
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

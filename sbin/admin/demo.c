/*
 * demo.c: curt demo: sample data, put in and taken out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "demo_data.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "campaign/campaign.h"
#include "commands.h"
#include "db/row_sweep.h"
#include "event/checkpoint.h"
#include "event/event_log.h"
#include "http/api_key.h"
#include "link/code_case.h"
#include "link/link_index.h"
#include "message/message_index.h"
#include "store.h"

/* The good key that the sample data belongs to; its id, 0 for none. */
static void
demo_find_key(const struct api_key *key, void *id)
{
    if (strcmp(key->name, DEMO_KEY) == 0 && key->revoked == 0)
        *(uint32_t *)id = key->id;
}

/* What is in the store: sample data, and what is not. */
struct demo_contents {
    uint32_t owner;
    uint64_t sample, others;
    struct campaign campaign; /* the one at hand; large */
};

static bool
demo_see_link(const struct link *link, void *arg)
{
    struct demo_contents *contents = arg;
    *(link->owner == contents->owner ? &contents->sample : &contents->others) += 1;
    return true;
}

static bool
demo_see_message(const struct message *message, void *arg)
{
    struct demo_contents *contents = arg;
    *(message->owner == contents->owner ? &contents->sample : &contents->others) += 1;
    return true;
}

static enum fault
demo_look_body(struct txn *txn, void *arg)
{
    struct demo_contents *contents = arg;
    struct link_list links = {.group = LINK_GROUP_ALL};
    struct message_list messages = {.group = MESSAGE_GROUP_ALL};
    contents->sample = contents->others = 0;
    enum fault fault = link_list_visit(txn, &links, demo_see_link, contents);
    if (fault == FAULT_NONE)
        fault = message_list_visit(txn, &messages, demo_see_message, contents);
    contents->campaign.name[0] = '\0';
    while (fault == FAULT_NONE &&
           (fault = campaign_next_summary(txn, contents->campaign.name, &contents->campaign)) == FAULT_NONE)
        contents->others += contents->campaign.owner != contents->owner;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static void
demo_look(struct env *env, struct demo_contents *out)
{
    out->owner = 0;
    if (api_key_visit(env, demo_find_key, &out->owner) != FAULT_NONE ||
        env_txn(env, ENV_READ, demo_look_body, out) != FAULT_NONE)
        log_fatal("cannot read the store");
}

int
demo_command_add(const struct call *call)
{
    struct config config;
    struct api_key key = {.role = ROLE_CREATOR, .name = DEMO_KEY};
    static struct demo_contents contents;
    char text[API_KEY_SIZE];
    struct env *env = store_open(&config);
    demo_look(env, &contents);
    if (contents.sample > 0 || contents.others > 0) {
        log_error("the store has links or messages already; sample data goes only into a new one");
        store_close(env);
        return EXIT_FAILURE;
    }
    struct demo demo = {.config = &config,
        .env = env,
        .now = timestamp_now(),
        .seed = 2026,
        .links = option_number(call, "links", DEMO_LINKS),
        .clicks = option_number(call, "clicks", DEMO_CLICKS)};
    enum fault fault = api_key_add(env, &key, text);
    explicit_bzero(text, sizeof text); /* nobody uses it */
    demo.owner = key.id;
    if (fault == FAULT_NONE)
        fault = demo_add_links(&demo);
    if (fault == FAULT_NONE)
        fault = demo_add_messages(&demo);
    if (fault == FAULT_NONE)
        fault = env_flush(env);
    store_close(env);
    if (fault != FAULT_NONE) {
        log_error("cannot write the sample data; `curt demo remove` takes out what is there");
        return EXIT_FAILURE;
    }
    printf("%" PRIu64 " links, about %" PRIu64 " clicks, %" PRIu64 " messages\n", demo.links, demo.clicks,
        demo.messages);
    return EXIT_SUCCESS;
}

static bool
demo_is_removed(const struct cursor *cursor, void *arg, bool *stop)
{
    (void)stop; /* the mark that says how the store takes case stays (code_case.h) */
    return *(const enum table *)arg != TABLE_CODE_CASE ||
           !code_case_is_mark((struct row_key){cursor->key, cursor->key_length});
}

/* All rows of the tables that sample data is in, or is counted in; the store has no other. */
static enum fault
demo_empty_tables(struct env *env)
{
    static enum table tables[] = {TABLE_LINK, TABLE_LINK_INDEX, TABLE_LINK_USE, TABLE_SCHEDULE,
        TABLE_CLICK_STATS, TABLE_VISITOR_DAY, TABLE_CLICK_RANK, TABLE_BUSIEST, TABLE_MESSAGE,
        TABLE_MESSAGE_BODY, TABLE_MESSAGE_INDEX, TABLE_MESSAGE_OPEN, TABLE_OUTBOX, TABLE_RECEIPT,
        TABLE_CARRIER_ID, TABLE_CAMPAIGN, TABLE_RECIPIENT, TABLE_CODE_CASE, TABLE_DELETED_LINK};
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && fault == FAULT_NONE; i++) {
        struct row_sweep sweep = {
            .table = tables[i], .is_expired = demo_is_removed, .arg = &tables[i], .looks = ROW_SWEEP_MAX};
        while (fault == FAULT_NONE && !sweep.ended)
            fault = row_sweep_run(env, &sweep);
    }
    return fault;
}

struct demo_trim {
    uint64_t upto;
    struct event *space;
};

static enum fault
demo_trim_body(struct txn *txn, void *arg)
{
    const struct demo_trim *trim = arg;
    enum fault fault = FAULT_NONE;
    for (int i = 0; i < ROW_SWEEP_MAX && fault == FAULT_NONE; i++)
        fault = event_log_trim(txn, trim->upto, INT64_MAX, trim->space);
    return fault;
}

/* The events, which must all be counted: those that are not would be counted afterwards. */
static enum fault
demo_empty_log(struct env *env)
{
    struct checkpoint counted;
    struct event_log_lag lag;
    enum fault fault = checkpoint_get(env_read(env), CHECKPOINT_AGGREGATOR, &counted);
    if (fault == FAULT_NONE)
        fault = event_log_lag(env, counted.number, timestamp_now(), &lag);
    if (fault == FAULT_NONE && lag.events > 0)
        return FAULT_REFUSED;
    struct demo_trim trim = {counted.number, xmalloc(sizeof *trim.space)};
    while (fault == FAULT_NONE)
        fault = env_txn(env, ENV_WRITE, demo_trim_body, &trim);
    free(trim.space);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

int
demo_command_remove(const struct call *call)
{
    struct config config;
    static struct demo_contents contents;
    struct env *env = store_open(&config);
    enum fault fault = FAULT_NONE;
    (void)call;
    demo_look(env, &contents);
    if (contents.owner == 0) {
        log_error("there is no sample data in the store");
    } else if (contents.others > 0) {
        log_error("%" PRIu64 " links and messages are not sample data; nothing was removed", contents.others);
    } else if ((fault = demo_empty_log(env)) == FAULT_REFUSED) {
        log_error("not all events are counted; start curt-relay, wait, and try again");
    } else {
        if (fault == FAULT_NONE)
            fault = demo_empty_tables(env);
        if (fault == FAULT_NONE)
            fault = api_key_revoke(env, contents.owner);
        store_close(env);
        if (fault != FAULT_NONE)
            log_error("cannot remove all of the sample data; try again");
        return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    store_close(env);
    return EXIT_FAILURE;
}

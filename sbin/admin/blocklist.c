/*
 * blocklist.c: curt blocklist: what links may not lead to. Links are held against a change at once.
 * SPDX-License-Identifier: ISC
 */
#include "link/blocklist.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "commands.h"
#include "io.h"
#include "link/blocklist_file.h"
#include "link/blocklist_json.h"
#include "link/link_block.h"
#include "store.h"

static enum fault
blocklist_add_body(struct txn *txn, void *entry)
{
    bool was_there;
    return blocklist_add(txn, entry, &was_there);
}

static enum fault
blocklist_remove_body(struct txn *txn, void *text)
{
    return blocklist_remove(txn, text);
}

/* Holds the links against the list, and says what came of it. */
static int
blocklist_apply(struct env *env, enum fault fault, struct json_object *json)
{
    struct link_block_count count = {0};
    if (fault == FAULT_NONE)
        fault = link_block_scan(env, timestamp_now(), NULL, NULL, &count);
    io_tell_full(fault);
    io_tell_again(fault, "interrupted; curt-sweep looks at the rest of the links");
    if (fault != FAULT_NONE) {
        json_object_put(json);
        return EXIT_FAILURE;
    }
    if (json != NULL) {
        json_object_object_add(json, "links_blocked", json_object_new_uint64(count.blocked));
        json_object_object_add(json, "links_unblocked", json_object_new_uint64(count.unblocked));
        io_print(json);
    } else if (count.blocked + count.unblocked > 0) {
        printf("%" PRIu64 " links closed, %" PRIu64 " opened again\n", count.blocked, count.unblocked);
    }
    return EXIT_SUCCESS;
}

int
blocklist_command_add(const struct call *call)
{
    struct config config;
    struct blocklist_entry entry;
    struct input_error error;
    struct json_object *fields = option_fields(call);
    json_add_text(fields, "entry", argument(call, 0));
    enum fault fault = blocklist_from_json(fields, timestamp_now(), &entry, &error);
    json_object_put(fields);
    if (fault != FAULT_NONE)
        return io_status(fault, &error);
    struct env *env = store_open(&config);
    fault = env_txn(env, ENV_SYNC, blocklist_add_body, &entry);
    if (fault == FAULT_FULL)
        log_error("the blocklist is full");
    const int status = blocklist_apply(env, fault, NULL);
    store_close(env);
    return status;
}

int
blocklist_command_remove(const struct call *call)
{
    struct config config;
    char entry[BLOCKLIST_ENTRY_MAX + 1];
    const char *why;
    if (blocklist_parse(argument(call, 0), entry, &why) != FAULT_NONE) {
        log_error("%s %s", argument(call, 0), why);
        return EXIT_FAILURE;
    }
    struct env *env = store_open(&config);
    const enum fault fault = env_txn(env, ENV_SYNC, blocklist_remove_body, entry);
    if (fault == FAULT_MISSING)
        log_error("%s is not on the blocklist", entry);
    const int status = blocklist_apply(env, fault, NULL);
    store_close(env);
    return status;
}

int
blocklist_command_list(const struct call *call)
{
    const bool json = option_flag(call, "json");
    struct config config;
    struct blocklist_entry entry = {.text = ""};
    char added[TIMESTAMP_SIZE];
    enum fault fault;
    struct env *env = store_open(&config);
    if (!json)
        printf("%-40s  %-24s  %-5s  %s\n", "entry", "added", "from", "reason");
    while ((fault = blocklist_next(env_read(env), &entry)) == FAULT_NONE && !ferror(stdout)) {
        timestamp_format(entry.added, added);
        if (json)
            io_print(blocklist_to_json(&entry));
        else
            printf(
                "%-40s  %s  %-5s  %s\n", entry.text, added, entry.load == 0 ? "added" : "file", entry.reason);
    }
    store_close(env);
    return io_list_status(fault);
}

int
blocklist_command_load(const struct call *call)
{
    struct config config;
    struct blocklist_load load;
    struct json_object *json = NULL;
    FILE *from = io_open(argument(call, 0));
    if (from == NULL)
        return EXIT_FAILURE;
    struct env *env = store_open(&config);
    const enum fault fault = blocklist_load(env, from, timestamp_now(), &load);
    fclose(from);
    if (fault == FAULT_NONE && option_flag(call, "json")) {
        json = json_object_new_object();
        json_object_object_add(json, "added", json_object_new_uint64(load.added));
        json_object_object_add(json, "kept", json_object_new_uint64(load.kept));
        json_object_object_add(json, "removed", json_object_new_uint64(load.removed));
        json_object_object_add(json, "refused", json_object_new_uint64(load.refused));
    } else if (fault == FAULT_NONE) {
        printf("%" PRIu64 " added, %" PRIu64 " kept, %" PRIu64 " removed, %" PRIu64 " lines refused\n",
            load.added, load.kept, load.removed, load.refused);
    }
    const int status = blocklist_apply(env, fault, json);
    store_close(env);
    return status;
}

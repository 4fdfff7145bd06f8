/*
 * restored.c: what a store has that was just restored or imported, for people and as JSON.
 * SPDX-License-Identifier: ISC
 */
#include "restored.h"

#include <inttypes.h>
#include <stdio.h>

void
restored_print(const struct restored_store *store)
{
    printf("  links                    %12" PRIu64 "\n  messages                 %12" PRIu64
           "\n  newest event in the log  %12" PRIu64 "\n",
        store->links, store->messages, store->events);
    if (store->held > 0)
        printf("  messages not to be sent  %12" PRIu64
               "   they may have been sent since: `curt message list --status unknown`\n",
            store->held);
    if (store->paused > 0)
        printf("  campaigns paused         %12" PRIu64 "   `curt campaign resume` goes on with one\n",
            store->paused);
}

void
restored_add(struct json_object *to, const struct restored_store *store)
{
    json_object_object_add(to, "links", json_object_new_int64((int64_t)store->links));
    json_object_object_add(to, "messages", json_object_new_int64((int64_t)store->messages));
    json_object_object_add(to, "events", json_object_new_int64((int64_t)store->events));
    json_object_object_add(to, "held_messages", json_object_new_int64((int64_t)store->held));
    json_object_object_add(to, "paused_campaigns", json_object_new_int64((int64_t)store->paused));
}

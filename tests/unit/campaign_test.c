/*
 * campaign_test.c: campaigns written and read, with the longest there may be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign.h"

#include "db/codec.h"
#include "db/row.h"
#include "store_fixture.h"

static struct campaign some, got;

static enum fault
write_and_read(struct txn *txn, void *arg)
{
    struct story *story = arg;
    memset(some.name, 'n', TABLE_NAME_MAX);
    some.owner = UINT32_MAX;
    some.state = CAMPAIGN_PAUSED;
    some.created = 1;
    some.started = 2;
    some.ended = 3;
    some.rate = UINT32_MAX;
    some.recipients = UINT64_MAX;
    some.taken = 5;
    some.suppressed = 6;
    some.invalid = 7;
    memset(some.hours, 'h', CAMPAIGN_SEND_WINDOW_MAX);
    memset(some.template, 't', CAMPAIGN_TEMPLATE_MAX);
    CHECK(campaign_add(txn, &some) == FAULT_NONE);
    CHECK(some.id != 0 && some.id != UINT64_MAX);
    CHECK(campaign_add(txn, &some) == FAULT_EXISTS);
    CHECK(campaign_get(txn, some.name, &got) == FAULT_NONE);
    some.id = got.id; /* the second add drew another */
    CHECK(strcmp(got.name, some.name) == 0 && got.owner == some.owner && got.state == some.state);
    CHECK(got.created == 1 && got.started == 2 && got.ended == 3 && got.rate == some.rate);
    CHECK(got.recipients == some.recipients && got.taken == 5 && got.suppressed == 6 && got.invalid == 7);
    CHECK(strcmp(got.hours, some.hours) == 0 && strcmp(got.template, some.template) == 0);
    strcpy(some.name, "a");
    strcpy(some.template, "{}");
    some.hours[0] = '\0';
    CHECK(campaign_add(txn, &some) == FAULT_NONE);
    some.state = CAMPAIGN_DONE;
    CHECK(campaign_put(txn, &some) == FAULT_NONE);
    CHECK(campaign_next(txn, "", &got) == FAULT_NONE && strcmp(got.name, "a") == 0);
    CHECK(got.state == CAMPAIGN_DONE && strcmp(got.template, "{}") == 0);
    CHECK(campaign_next(txn, got.name, &got) == FAULT_NONE && got.name[0] == 'n');
    CHECK(strcmp(got.hours, "") != 0 && strlen(got.template) == CAMPAIGN_TEMPLATE_MAX);
    CHECK(campaign_next(txn, got.name, &got) == FAULT_MISSING);
    CHECK(campaign_next_summary(txn, "a", &got) == FAULT_NONE && got.name[0] == 'n' && got.invalid == 7);
    CHECK(strlen(got.hours) == CAMPAIGN_SEND_WINDOW_MAX && got.template[0] == '\0');
    CHECK(campaign_next_summary(txn, got.name, &got) == FAULT_MISSING);
    CHECK(campaign_remove(txn, "a") == FAULT_NONE && campaign_get(txn, "a", &got) == FAULT_MISSING);
    CHECK(campaign_get(txn, "no such name!", &got) == FAULT_MISSING);
    CHECK(campaign_get_for_update(txn, "no such name!", &got) == FAULT_MISSING);
    return FAULT_NONE;
}

static void
every_field_comes_back(void **state)
{
    store_fixture_transact(*state, write_and_read, NULL);
}

static bool
uses(struct txn *txn, uint32_t owner, uint64_t campaigns, uint64_t waiting)
{
    struct campaign_usage usage;
    return campaign_usage_get(txn, owner, &usage) == FAULT_NONE && usage.campaigns == campaigns &&
           usage.waiting == waiting;
}

/* As a store that is older than the rows of usage. */
static enum fault
forget_usage(struct txn *txn, uint32_t owner)
{
    uint8_t space[4];
    struct encoder k = encoder_over(space, sizeof space);
    encode_u32(&k, owner);
    return row_remove(txn, TABLE_CAMPAIGN_USAGE, encoder_key(&k));
}

static enum fault
put_waiting(struct txn *txn, const char *name, uint32_t owner, uint64_t recipients, uint64_t taken)
{
    struct campaign *c = &some;
    enum fault fault = campaign_get(txn, name, c);
    if (fault == FAULT_MISSING) {
        *c = (struct campaign){.owner = owner};
        strcpy(c->name, name);
        fault = campaign_add(txn, c);
    }
    c->recipients = recipients;
    c->taken = taken;
    return fault == FAULT_NONE ? campaign_put(txn, c) : fault;
}

static enum fault
count_usage(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(uses(txn, 1, 0, 0));
    CHECK(put_waiting(txn, "a", 1, 10, 3) == FAULT_NONE && put_waiting(txn, "b", 1, 5, 0) == FAULT_NONE);
    CHECK(put_waiting(txn, "c", 2, 100, 0) == FAULT_NONE);
    CHECK(uses(txn, 1, 2, 12) && uses(txn, 2, 1, 100) && uses(txn, 3, 0, 0));
    CHECK(campaign_add(txn, &some) == FAULT_EXISTS && uses(txn, 2, 1, 100));
    CHECK(forget_usage(txn, 1) == FAULT_NONE && uses(txn, 1, 2, 12)); /* counted, and then kept on */
    CHECK(put_waiting(txn, "a", 1, 10, 10) == FAULT_NONE && uses(txn, 1, 2, 5));
    CHECK(forget_usage(txn, 1) == FAULT_NONE && campaign_remove(txn, "a") == FAULT_NONE);
    CHECK(uses(txn, 1, 1, 5));
    CHECK(campaign_get(txn, "b", &some) == FAULT_NONE);
    some.state = CAMPAIGN_CANCELLED; /* nobody waits any more */
    CHECK(campaign_put(txn, &some) == FAULT_NONE && uses(txn, 1, 1, 0));
    CHECK(campaign_remove(txn, "b") == FAULT_NONE && uses(txn, 1, 0, 0) && uses(txn, 2, 1, 100));
    CHECK(campaign_remove(txn, "b") == FAULT_MISSING && uses(txn, 1, 0, 0));
    return FAULT_NONE;
}

static void
an_owners_campaigns_and_those_who_wait_are_counted(void **state)
{
    store_fixture_transact(*state, count_usage, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(every_field_comes_back),
        WITH_STORE(an_owners_campaigns_and_those_who_wait_are_counted),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

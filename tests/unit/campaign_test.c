/*
 * campaign_test.c: campaigns written and read, with the longest there may be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign.h"

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(every_field_comes_back),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

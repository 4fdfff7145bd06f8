/*
 * recipient.h: a campaign's recipients: each has a place, from 1 on, and its fields (a JSON
 * object of texts: to, name, ...). A number is in a campaign once. What was given moves into the body of
 * the message that is made of it; that the number was there stays as long as the campaign does.
 */
#ifndef CURT_CAMPAIGN_RECIPIENT_H
#define CURT_CAMPAIGN_RECIPIENT_H

#include <stddef.h>
#include <stdint.h>

#include "db/env.h"
#include "message/message.h"

#define RECIPIENT_FIELDS_MAX MESSAGE_FIELDS_MAX /* bytes of JSON */

/* FAULT_EXISTS: the number is in this campaign. */
enum fault recipient_add(
    struct txn *, uint64_t campaign, uint64_t place, const char *to, const char *fields, size_t length);

/* The fields of the one at this place, ended with a NUL: FAULT_MISSING when it is gone. */
enum fault recipient_get(struct txn *, uint64_t campaign, uint64_t place,
    char fields[static RECIPIENT_FIELDS_MAX + 1], size_t *length);

/* It has become a message, or is left out. FAULT_MISSING: it is gone already. */
enum fault recipient_done(struct txn *, uint64_t campaign, uint64_t place);

/* Takes a number out of a campaign. FAULT_MISSING. */
enum fault recipient_remove(struct txn *, uint64_t campaign, const char *to);

/* Takes up to `most` rows of a campaign away; *count is how many there were. */
enum fault recipient_remove_some(struct txn *, uint64_t campaign, unsigned most, unsigned *count);

#endif

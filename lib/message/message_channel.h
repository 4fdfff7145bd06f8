/*
 * message_channel.h: the ways that a message may take to its recipient, and what each of them can carry.
 */
#ifndef CURT_MESSAGE_MESSAGE_CHANNEL_H
#define CURT_MESSAGE_MESSAGE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum message_channel {
    MESSAGE_SMS,
    MESSAGE_MMS,
    MESSAGE_RCS,
    MESSAGE_WHATSAPP,
    MESSAGE_VIBER,
    MESSAGE_MESSENGER,
    MESSAGE_CHANNELS
};

/* Facts of Vonage's Messages API, which other carriers share; what its messages hold is message_shape.h's. */
struct message_channel_facts {
    const char *name;         /* "sms", "viber_service", ... */
    int64_t ttl_min, ttl_max; /* seconds; 0: the carrier takes none */
    bool numbers;             /* recipients are phone numbers */
};

const struct message_channel_facts *message_channel_facts(enum message_channel);

const char *message_channel_name(enum message_channel);

/* MESSAGE_CHANNELS for another word. */
enum message_channel message_channel_parse(const char *);

#endif

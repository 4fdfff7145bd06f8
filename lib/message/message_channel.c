/*
 * message_channel.c: the table of channels.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_channel.h"

#include <string.h>

static const struct message_channel_facts message_channels[MESSAGE_CHANNELS] = {
    [MESSAGE_SMS] = {"sms", 3200, 20, 604800, "sms", NULL, true},
    [MESSAGE_MMS] = {"mms", 3200, 300, 259200, NULL, "image", true},
    [MESSAGE_RCS] = {"rcs", 3072, 20, 259200, NULL, NULL, true},
    [MESSAGE_WHATSAPP] = {"whatsapp", 4096, 0, 0, "whatsapp", "template", true},
    [MESSAGE_VIBER] = {"viber_service", 1000, 30, 259200, "viber_service", NULL, true},
    [MESSAGE_MESSENGER] = {"messenger", 640, 0, 0, "messenger", NULL, false},
};

const struct message_channel_facts *
message_channel_facts(enum message_channel channel)
{
    return &message_channels[channel];
}

const char *
message_channel_name(enum message_channel channel)
{
    return message_channels[channel].name;
}

enum message_channel
message_channel_parse(const char *name)
{
    enum message_channel channel = 0;
    while (channel < MESSAGE_CHANNELS && strcmp(message_channels[channel].name, name) != 0)
        channel++;
    return channel;
}

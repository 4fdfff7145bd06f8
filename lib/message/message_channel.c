/*
 * message_channel.c: the table of channels.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_channel.h"

#include <string.h>

static const struct message_channel_facts message_channels[MESSAGE_CHANNELS] = {
    [MESSAGE_SMS] = {"sms", 20, 604800, true},
    [MESSAGE_MMS] = {"mms", 300, 259200, true},
    [MESSAGE_RCS] = {"rcs", 20, 259200, true},
    [MESSAGE_WHATSAPP] = {"whatsapp", 0, 0, true},
    [MESSAGE_VIBER] = {"viber_service", 30, 259200, true},
    [MESSAGE_MESSENGER] = {"messenger", 0, 0, false},
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

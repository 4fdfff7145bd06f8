/*
 * message_options.h: the options that only one channel has, in an object that bears the channel's name.
 */
#ifndef CURT_MESSAGE_MESSAGE_OPTIONS_H
#define CURT_MESSAGE_MESSAGE_OPTIONS_H

#include "message/message_reader.h"

/* Reads them into the reader's message, whose content and ttl were read before. */
enum fault message_options_read(struct message_reader *);

#endif

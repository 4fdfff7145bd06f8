/*
 * message_options.h: the options that only some channels have, as message_shape.h lists them.
 */
#ifndef CURT_MESSAGE_MESSAGE_OPTIONS_H
#define CURT_MESSAGE_MESSAGE_OPTIONS_H

#include "message/message_reader.h"

/* Reads them into the reader's message, whose content and ttl were read before. */
enum fault message_options_read(struct message_reader *);

#endif

/*
 * message_content.h: what a message says: the one content that it has, of those in message_shape.h.
 */
#ifndef CURT_MESSAGE_MESSAGE_CONTENT_H
#define CURT_MESSAGE_MESSAGE_CONTENT_H

#include "message/message_reader.h"

/* Reads it and its message_type into the reader's message. */
enum fault message_content_read(struct message_reader *);

#endif

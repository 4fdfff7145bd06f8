/*
 * message_content.h: what a message says: a text, an image with a caption (mms), or a template (whatsapp).
 */
#ifndef CURT_MESSAGE_MESSAGE_CONTENT_H
#define CURT_MESSAGE_MESSAGE_CONTENT_H

#include "message/message_reader.h"

/* Reads it and its message_type into the reader's message. */
enum fault message_content_read(struct message_reader *);

#endif

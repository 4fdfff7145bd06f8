/*
 * send_time.h: when a message, or a campaign, is to be sent that is scheduled.
 */
#ifndef CURT_MESSAGE_SEND_TIME_H
#define CURT_MESSAGE_SEND_TIME_H

#include "base/input_error.h"
#include "base/json.h"

#define SEND_TIME_DAYS_MAX 35 /* how far ahead */

/* Reads a text (RFC 3339): up to SEND_TIME_DAYS_MAX ahead; 0 for a time that has just come. FAULT_INPUT. */
enum fault send_time_parse(const char *text, int64_t now, int64_t *out, struct input_error *error);

/* The same of the member send_at; 0 when it is not there, or null: at once. */
enum fault send_time_read(struct json_object *sent, int64_t now, int64_t *out, struct input_error *error);

/* The same of a body that has nothing else, {"send_at": ...}, to move what is scheduled: the member is there.
 */
enum fault send_time_read_move(
    struct json_object *sent, int64_t now, int64_t *out, struct input_error *error);

#endif

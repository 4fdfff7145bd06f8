/*
 * message_field.h: the members of a message's objects, as tables: what each may hold, and what a person reads
 * or taps in it (message_field_visit.h). message_shape.h has the tables.
 */
#ifndef CURT_MESSAGE_MESSAGE_FIELD_H
#define CURT_MESSAGE_MESSAGE_FIELD_H

#include "message/message_reader.h"

#define MESSAGE_FIELD_PATH_SIZE 64 /* of "failover/3/carousel/9/suggestions/3", with its NUL */

enum message_field_kind {
    MESSAGE_FIELD_TEXT,    /* what a person reads: URLs in it are links; max holds with these short */
    MESSAGE_FIELD_LABEL,   /* 1 to max characters that stay as they are */
    MESSAGE_FIELD_LINK,    /* a URL that a person opens: a link as a whole */
    MESSAGE_FIELD_MEDIA,   /* the address of a file that the carrier fetches */
    MESSAGE_FIELD_WORD,    /* one of words */
    MESSAGE_FIELD_PHONE,   /* a phone number; the carrier gets it with a + */
    MESSAGE_FIELD_TIME,    /* RFC 3339 */
    MESSAGE_FIELD_DEGREES, /* a text or a number from -max to max; the carrier gets a text */
    MESSAGE_FIELD_NUMBER,  /* a whole one, min to max */
    MESSAGE_FIELD_BOOLEAN,
    MESSAGE_FIELD_OBJECT,     /* of fields */
    MESSAGE_FIELD_LIST,       /* min to max objects of fields, or of the variant that their type names */
    MESSAGE_FIELD_PARAMETERS, /* at most max texts, each a value of its own */
    MESSAGE_FIELD_OPAQUE,     /* an object that the carrier gets as it is */
};

struct message_field {
    const char *name; /* NULL ends a table */
    enum message_field_kind kind;
    bool required;
    size_t min, max;
    const char *const *words; /* NULL ends them */
    const struct message_field *fields;
    const struct message_field_variant *variants;
};

struct message_field_variant {
    const char *type; /* NULL ends the table */
    const struct message_field *fields;
};

/*
 * Reads the members that the table has, and adds them to `kept` as the carrier gets them; inner is where the
 * object stands in the message ("" for the message itself). Other members are message_reader_check_names's to
 * refuse, in the message itself; within its objects they are refused here. FAULT_INPUT.
 */
enum fault message_field_read(struct message_reader *, struct json_object *object, const char *inner,
    const struct message_field *fields, struct json_object *kept);

/* Where a member of the object at `inner` stands, "inner/name", and an item of it, "inner/name/3". */
void message_field_path(char out[static MESSAGE_FIELD_PATH_SIZE], const char *inner, const char *name);
void message_field_path_of_item(
    char out[static MESSAGE_FIELD_PATH_SIZE], const char *inner, const char *name, size_t i);

#endif

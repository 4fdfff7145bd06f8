/*
 * message_shape.c: the tables of what a message of each channel may hold.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_shape.h"

#include <stdio.h>

/* Members that several have. */
#define NEEDED(NAME, ...)                           \
    {                                               \
        .name = NAME, .required = true, __VA_ARGS__ \
    }
#define FIELD(NAME, ...)          \
    {                             \
        .name = NAME, __VA_ARGS__ \
    }
#define TEXT(MAX)        .kind = MESSAGE_FIELD_TEXT, .max = MAX
#define LABEL(MAX)       .kind = MESSAGE_FIELD_LABEL, .max = MAX
#define LINK             .kind = MESSAGE_FIELD_LINK, .max = 2048
#define MEDIA            .kind = MESSAGE_FIELD_MEDIA
#define BOOLEAN          .kind = MESSAGE_FIELD_BOOLEAN
#define OPAQUE           .kind = MESSAGE_FIELD_OPAQUE
#define NUMBER(MIN, MAX) .kind = MESSAGE_FIELD_NUMBER, .min = MIN, .max = MAX
#define WORD(...)                                              \
    .kind = MESSAGE_FIELD_WORD, .words = (const char *const[]) \
    {                                                          \
        __VA_ARGS__, NULL                                      \
    }
#define OBJECT(FIELDS)      .kind = MESSAGE_FIELD_OBJECT, .fields = FIELDS
#define LIST(MIN, MAX, ...) .kind = MESSAGE_FIELD_LIST, .min = MIN, .max = MAX, __VA_ARGS__
#define END          \
    {                \
        .name = NULL \
    }

static const struct message_field shape_captioned[] = {
    NEEDED("url", MEDIA), FIELD("caption", TEXT(3000)), END};
static const struct message_field shape_plain[] = {NEEDED("url", MEDIA), END};
static const struct message_field shape_file[] = {
    NEEDED("url", MEDIA), FIELD("caption", TEXT(3000)), FIELD("name", LABEL(255)), END};

/* ---- SMS and MMS ---- */

static const struct message_field shape_sms[] = {FIELD("encoding_type", WORD("auto", "text", "unicode")),
    FIELD("content_id", LABEL(40)), FIELD("entity_id", LABEL(40)), FIELD("pool_id", LABEL(64)), END};

static const struct message_field shape_mms_content[] = {
    NEEDED("type", WORD("image", "vcard", "audio", "video", "file")), NEEDED("url", MEDIA),
    FIELD("caption", TEXT(3000)), END};

/* ---- RCS ---- */

#define SUGGESTION NEEDED("text", LABEL(25)), NEEDED("postback_data", LABEL(2048))

static const struct message_field
    shape_reply[] = {SUGGESTION, END},
    shape_dial[] = {SUGGESTION, NEEDED("phone_number", .kind = MESSAGE_FIELD_PHONE),
        FIELD("fallback_url", LINK), END},
    shape_open_url[] = {SUGGESTION, NEEDED("url", LINK), FIELD("description", LABEL(500)), END},
    shape_open_url_in_webview[] = {SUGGESTION, NEEDED("url", LINK), FIELD("description", LABEL(500)),
        FIELD("view_mode", WORD("FULL", "TALL", "HALF")), END},
    shape_view_location[] = {SUGGESTION, NEEDED("latitude", .kind = MESSAGE_FIELD_DEGREES, .max = 90),
        NEEDED("longitude", .kind = MESSAGE_FIELD_DEGREES, .max = 180), NEEDED("pin_label", LABEL(100)),
        FIELD("fallback_url", LINK), END},
    shape_create_calendar_event[] = {SUGGESTION, NEEDED("start_time", .kind = MESSAGE_FIELD_TIME),
        NEEDED("end_time", .kind = MESSAGE_FIELD_TIME), NEEDED("title", LABEL(100)),
        FIELD("description", TEXT(500)), FIELD("fallback_url", LINK), END};

static const struct message_field_variant shape_suggestions[] = {{"reply", shape_reply}, {"dial", shape_dial},
    {"open_url", shape_open_url}, {"open_url_in_webview", shape_open_url_in_webview},
    {"view_location", shape_view_location}, {"share_location", shape_reply},
    {"create_calendar_event", shape_create_calendar_event}, {NULL, NULL}};

static const struct message_field shape_card[] = {NEEDED("title", TEXT(200)), NEEDED("text", TEXT(2000)),
    NEEDED("media_url", MEDIA), FIELD("media_description", LABEL(500)),
    FIELD("media_height", WORD("SHORT", "MEDIUM", "TALL")), FIELD("thumbnail_url", MEDIA),
    FIELD("media_force_refresh", BOOLEAN), FIELD("suggestions", LIST(1, 4, .variants = shape_suggestions)),
    END};

static const struct message_field shape_rcs[] = {
    FIELD(
        "category", WORD("authentication", "transaction", "promotion", "service-request", "acknowledgement")),
    FIELD("card_orientation", WORD("VERTICAL", "HORIZONTAL")),
    FIELD("image_alignment", WORD("LEFT", "RIGHT")), FIELD("card_width", WORD("SMALL", "MEDIUM")),
    FIELD("trusted_recipient", BOOLEAN), END};

/* ---- WhatsApp ---- */

static const struct message_field shape_template[] = {
    NEEDED("name", LABEL(256)), FIELD("parameters", .kind = MESSAGE_FIELD_PARAMETERS, .max = 50), END};
static const struct message_field shape_sticker[] = {FIELD("url", MEDIA), FIELD("id", LABEL(128)), END};
static const struct message_field shape_reaction[] = {
    NEEDED("action", WORD("react", "unreact")), FIELD("emoji", LABEL(16)), END};
static const struct message_field shape_whatsapp[] = {
    FIELD("policy", WORD("deterministic")), FIELD("locale", LABEL(20)), END};
static const struct message_field shape_context[] = {NEEDED("message_uuid", LABEL(CARRIER_ID_MAX)), END};

/* ---- Viber and Messenger ---- */

static const struct message_field shape_viber_video[] = {
    NEEDED("url", MEDIA), NEEDED("thumb_url", MEDIA), FIELD("caption", TEXT(1000)), END};
static const struct message_field shape_viber_file[] = {NEEDED("url", MEDIA), FIELD("name", LABEL(25)), END};
static const struct message_field shape_action[] = {NEEDED("url", LINK), NEEDED("text", LABEL(30)), END};
static const struct message_field shape_viber_service[] = {
    FIELD("category", WORD("transaction", "promotion")), FIELD("type", LABEL(50)),
    FIELD("action", OBJECT(shape_action)), FIELD("duration", NUMBER(1, 600)),
    FIELD("file_size", NUMBER(1, 200)), END};

static const struct message_field shape_messenger[] = {
    FIELD("category", WORD("response", "update", "message_tag")), FIELD("tag", LABEL(60)), END};

/* ---- The channels ---- */

static const struct message_shape message_shapes[MESSAGE_CHANNELS] = {
    [MESSAGE_SMS] = {(const struct message_field[]){FIELD("text", TEXT(3200)), END},
        (const struct message_field[]){
            FIELD("sms", OBJECT(shape_sms)), FIELD("trusted_recipient", BOOLEAN), END}},
    [MESSAGE_MMS] =
        {(const struct message_field[]){FIELD("text", TEXT(3200)), FIELD("image", OBJECT(shape_captioned)),
             FIELD("vcard", OBJECT(shape_captioned)), FIELD("audio", OBJECT(shape_captioned)),
             FIELD("video", OBJECT(shape_captioned)), FIELD("file", OBJECT(shape_captioned)),
             FIELD("content", LIST(1, 10, .fields = shape_mms_content)), END},
            (const struct message_field[]){FIELD("trusted_recipient", BOOLEAN), END}},
    [MESSAGE_RCS] = {(const struct message_field[]){FIELD("text", TEXT(3072)),
                         FIELD("image", OBJECT(shape_plain)), FIELD("video", OBJECT(shape_plain)),
                         FIELD("file", OBJECT(shape_plain)), FIELD("card", OBJECT(shape_card)),
                         FIELD("carousel", LIST(2, 10, .fields = shape_card)), FIELD("custom", OPAQUE), END},
        (const struct message_field[]){FIELD("rcs", OBJECT(shape_rcs)),
            FIELD("suggestions", LIST(1, 11, .variants = shape_suggestions)), END}},
    [MESSAGE_WHATSAPP] =
        {(const struct message_field[]){FIELD("text", TEXT(4096)), FIELD("image", OBJECT(shape_captioned)),
             FIELD("audio", OBJECT(shape_plain)), FIELD("video", OBJECT(shape_captioned)),
             FIELD("file", OBJECT(shape_file)), FIELD("template", OBJECT(shape_template)),
             FIELD("sticker", OBJECT(shape_sticker)), FIELD("reaction", OBJECT(shape_reaction)),
             FIELD("custom", OPAQUE), END},
            (const struct message_field[]){
                FIELD("whatsapp", OBJECT(shape_whatsapp)), FIELD("context", OBJECT(shape_context)), END}},
    [MESSAGE_VIBER] =
        {(const struct message_field[]){FIELD("text", TEXT(1000)), FIELD("image", OBJECT(shape_captioned)),
             FIELD("video", OBJECT(shape_viber_video)), FIELD("file", OBJECT(shape_viber_file)), END},
            (const struct message_field[]){FIELD("viber_service", OBJECT(shape_viber_service)), END}},
    [MESSAGE_MESSENGER] = {(const struct message_field[]){FIELD("text", TEXT(640)),
                               FIELD("image", OBJECT(shape_plain)), FIELD("audio", OBJECT(shape_plain)),
                               FIELD("video", OBJECT(shape_plain)), FIELD("file", OBJECT(shape_plain)), END},
        (const struct message_field[]){FIELD("messenger", OBJECT(shape_messenger)), END}},
};

const struct message_shape *
message_shape(enum message_channel channel)
{
    return &message_shapes[channel];
}

static enum fault
message_shape_visit_one(
    struct json_object *message_json, const char *path, message_field_visitor visitor, void *arg)
{
    const enum message_channel channel = message_channel_parse(json_member(message_json, "channel"));
    if (channel == MESSAGE_CHANNELS)
        return FAULT_NONE;
    enum fault fault = message_field_visit(
        message_shapes[channel].contents, message_json, path, visitor, arg);
    return fault == FAULT_NONE
               ? message_field_visit(message_shapes[channel].options, message_json, path, visitor, arg)
               : fault;
}

enum fault
message_shape_visit(struct json_object *message_json, message_field_visitor visitor, void *arg)
{
    struct json_object *failover = NULL;
    char path[MESSAGE_FIELD_PATH_SIZE];
    enum fault fault = message_shape_visit_one(message_json, "", visitor, arg);
    json_object_object_get_ex(message_json, "failover", &failover);
    const size_t count = failover != NULL ? json_object_array_length(failover) : 0;
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        snprintf(path, sizeof path, "failover/%zu", i);
        fault = message_shape_visit_one(json_object_array_get_idx(failover, i), path, visitor, arg);
    }
    return fault;
}

/*
 * event_value.c: an event's values, from JSON or from a click's bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/event_value.h"

#include <string.h>

#include "base/utf8.h"

/* The values of a click's envelope. Those from REASON on are the detail's. */
enum event_value_field {
    FIELD_ENVELOPE,
    FIELD_VERSION,
    FIELD_ID,
    FIELD_DETAIL_TYPE,
    FIELD_SOURCE,
    FIELD_ACCOUNT,
    FIELD_TIME,
    FIELD_REGION,
    FIELD_RESOURCES,
    FIELD_DETAIL,
    FIELD_REASON,
    FIELD_PATH,
    FIELD_CODE,
    FIELD_DOMAIN,
    FIELD_AT,
    FIELD_OWNER,
    FIELD_MESSAGE,
    FIELD_CAMPAIGN,
    FIELD_TAGS,
    FIELD_REFERRER,
    FIELD_USER_AGENT,
    FIELD_LANGUAGE,
    FIELD_QUERY,
    FIELD_IP,
    FIELD_RULE,
    FIELD_TARGET,
    FIELD_VISITOR,
    FIELD_TAG, /* the first of the tags; the others follow */
};

static const char *const event_value_names[] = {[FIELD_VERSION] = "version",
    [FIELD_ID] = "id",
    [FIELD_DETAIL_TYPE] = "detail-type",
    [FIELD_SOURCE] = "source",
    [FIELD_ACCOUNT] = "account",
    [FIELD_TIME] = "time",
    [FIELD_REGION] = "region",
    [FIELD_RESOURCES] = "resources",
    [FIELD_DETAIL] = "detail",
    [FIELD_REASON] = "reason",
    [FIELD_PATH] = "path",
    [FIELD_CODE] = "code",
    [FIELD_DOMAIN] = "domain",
    [FIELD_AT] = "at",
    [FIELD_OWNER] = "owner",
    [FIELD_MESSAGE] = "message",
    [FIELD_CAMPAIGN] = "campaign",
    [FIELD_TAGS] = "tags",
    [FIELD_REFERRER] = "referrer",
    [FIELD_USER_AGENT] = "user_agent",
    [FIELD_LANGUAGE] = "language",
    [FIELD_QUERY] = "query",
    [FIELD_IP] = "ip",
    [FIELD_RULE] = "rule",
    [FIELD_TARGET] = "target",
    [FIELD_VISITOR] = "visitor"};

struct event_value
event_value_from_json(struct json_object *json)
{
    static const enum event_value_kind kinds[] = {[json_type_null] = EVENT_VALUE_NULL,
        [json_type_boolean] = EVENT_VALUE_TRUE,
        [json_type_double] = EVENT_VALUE_NUMBER,
        [json_type_int] = EVENT_VALUE_NUMBER,
        [json_type_object] = EVENT_VALUE_OBJECT,
        [json_type_array] = EVENT_VALUE_ARRAY,
        [json_type_string] = EVENT_VALUE_STRING};
    struct event_value view = {.kind = kinds[json_object_get_type(json)], .json = json};
    if (view.kind == EVENT_VALUE_TRUE && !json_object_get_boolean(json))
        view.kind = EVENT_VALUE_FALSE;
    return view;
}

static enum fault
event_value_decode(const struct event *event, struct missed *out)
{
    out->path.length = 0;
    return event->kind == EVENT_MISSED ? missed_decode(event->body, event->length, out)
                                       : click_decode(event->body, event->length, &out->click);
}

enum fault
event_value_from_click(const struct event *event, struct event_value_click *space, struct event_value *out)
{
    const struct click_text *labels = &space->missed.click.labels;
    if (click_event_type(event->kind) == NULL || event_value_decode(event, &space->missed) != FAULT_NONE ||
        labels_decode(labels->bytes, labels->length, &space->labels) != FAULT_NONE)
        return FAULT_INPUT;
    space->event = event;
    space->id[0] = space->message[0] = space->time[0] = space->ip[0] = space->visitor[0] = '\0';
    for (size_t i = 0; i < sizeof space->clean / sizeof *space->clean; i++)
        space->clean[i][0] = '\0';
    *out = (struct event_value){.kind = EVENT_VALUE_OBJECT, .field = FIELD_ENVELOPE, .click = space};
    return FAULT_NONE;
}

/* What a stranger sent is left out when it was not sent. */
static const struct click_text *
event_value_sent(const struct event_value_click *click, int field)
{
    switch (field) {
    case FIELD_PATH:
        return &click->missed.path;
    case FIELD_CODE:
        return &click->missed.click.code;
    case FIELD_DOMAIN:
        return &click->missed.click.domain;
    case FIELD_REFERRER:
        return &click->missed.click.referrer;
    case FIELD_USER_AGENT:
        return &click->missed.click.agent;
    case FIELD_LANGUAGE:
        return &click->missed.click.language;
    case FIELD_QUERY:
        return &click->missed.click.query;
    case FIELD_TARGET:
        return &click->missed.click.target;
    default:
        return NULL;
    }
}

static enum event_value_kind
event_value_field_kind(const struct event_value_click *click, int field)
{
    const struct click_text *sent = event_value_sent(click, field);
    if (sent != NULL)
        return sent->length > 0 ? EVENT_VALUE_STRING : EVENT_VALUE_ABSENT;
    switch (field) {
    case FIELD_DETAIL:
        return EVENT_VALUE_OBJECT;
    case FIELD_RESOURCES:
        return EVENT_VALUE_ARRAY;
    case FIELD_REASON:
        return click->event->kind == EVENT_MISSED ? EVENT_VALUE_STRING : EVENT_VALUE_ABSENT;
    case FIELD_OWNER:
        return click->event->kind == EVENT_MISSED && click->missed.click.owner == 0 ? EVENT_VALUE_ABSENT
                                                                                    : EVENT_VALUE_NUMBER;
    case FIELD_MESSAGE:
        return click->missed.click.message != NULL ? EVENT_VALUE_STRING : EVENT_VALUE_ABSENT;
    case FIELD_CAMPAIGN:
        return click->labels.campaign[0] != '\0' ? EVENT_VALUE_STRING : EVENT_VALUE_ABSENT;
    case FIELD_TAGS:
        return click->labels.tag_count > 0 ? EVENT_VALUE_ARRAY : EVENT_VALUE_ABSENT;
    case FIELD_IP:
        return click->missed.click.address.length > 0 ? EVENT_VALUE_STRING : EVENT_VALUE_ABSENT;
    case FIELD_RULE:
        if (click->missed.click.target.length == 0)
            return EVENT_VALUE_ABSENT;
        return click->missed.click.rule > 0 ? EVENT_VALUE_NUMBER : EVENT_VALUE_NULL;
    default:
        return EVENT_VALUE_STRING;
    }
}

static struct event_value
event_value_click_member(const struct event_value *object, const char *name)
{
    const bool whole = object->field == FIELD_ENVELOPE;
    const int first = whole ? FIELD_VERSION : FIELD_REASON, last = whole ? FIELD_DETAIL : FIELD_VISITOR;
    for (int field = first; field <= last; field++)
        if (strcmp(event_value_names[field], name) == 0)
            return (struct event_value){
                .kind = event_value_field_kind(object->click, field), .field = field, .click = object->click};
    return (struct event_value){.kind = EVENT_VALUE_ABSENT};
}

struct event_value
event_value_member(const struct event_value *object, const char *name)
{
    struct json_object *value;
    if (object->click != NULL)
        return event_value_click_member(object, name);
    if (!json_object_object_get_ex(object->json, name, &value))
        return (struct event_value){.kind = EVENT_VALUE_ABSENT};
    return event_value_from_json(value);
}

size_t
event_value_length(const struct event_value *array)
{
    if (array->click == NULL)
        return json_object_array_length(array->json);
    return array->field == FIELD_TAGS ? array->click->labels.tag_count : 0;
}

struct event_value
event_value_element(const struct event_value *array, size_t index)
{
    if (array->click == NULL)
        return event_value_from_json(json_object_array_get_idx(array->json, index));
    return (struct event_value){
        .kind = EVENT_VALUE_STRING, .field = FIELD_TAG + (int)index, .click = array->click};
}

static struct event_value_text
event_value_text(const char *text)
{
    return (struct event_value_text){text, strlen(text)};
}

/* Most of what is sent needs no cleaning, and stays where it is. */
static bool
event_value_is_clean(const struct click_text *sent)
{
    for (size_t i = 0; i < sent->length; i++)
        if ((unsigned char)sent->bytes[i] < 0x20 || (unsigned char)sent->bytes[i] >= 0x7f)
            return false;
    return sent->length < CLICK_BYTES_MAX;
}

static struct event_value_text
event_value_cleaned(const struct click_text *sent, char space[static CLICK_BYTES_MAX])
{
    if (event_value_is_clean(sent))
        return (struct event_value_text){sent->bytes, sent->length};
    if (space[0] == '\0')
        utf8_clean(sent->bytes, sent->length, space, CLICK_BYTES_MAX);
    return event_value_text(space);
}

static struct event_value_text
event_value_time(struct event_value_click *click)
{
    if (click->time[0] == '\0')
        timestamp_format(click->event->at, click->time);
    return event_value_text(click->time);
}

static struct event_value_text
event_value_id(struct event_value_click *click)
{
    if (click->id[0] == '\0')
        uuid_format(click->event->id, click->id);
    return event_value_text(click->id);
}

static struct event_value_text
event_value_message(struct event_value_click *click)
{
    if (click->message[0] == '\0')
        uuid_format(click->missed.click.message, click->message);
    return event_value_text(click->message);
}

static struct event_value_text
event_value_ip(struct event_value_click *click)
{
    if (click->ip[0] == '\0')
        ip_address_format(&click->missed.click.address, click->ip);
    return event_value_text(click->ip);
}

static struct event_value_text
event_value_visitor(struct event_value_click *click)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < 16; i++)
        click->visitor[i] = hex[click->missed.click.visitor >> (60 - 4 * i) & 15];
    click->visitor[16] = '\0';
    return event_value_text(click->visitor);
}

static struct event_value_text
event_value_click_string(struct event_value_click *click, int field)
{
    switch (field) {
    case FIELD_VERSION:
        return event_value_text("0");
    case FIELD_ID:
        return event_value_id(click);
    case FIELD_DETAIL_TYPE:
        return event_value_text(click_event_type(click->event->kind));
    case FIELD_SOURCE:
        return event_value_text("urlshortener");
    case FIELD_TIME:
    case FIELD_AT:
        return event_value_time(click);
    case FIELD_REASON:
        return event_value_text(missed_reason_name(click->missed.reason));
    case FIELD_PATH:
        return event_value_cleaned(&click->missed.path, click->clean[6]);
    case FIELD_CODE:
        return event_value_cleaned(&click->missed.click.code, click->clean[0]);
    case FIELD_DOMAIN:
        return event_value_cleaned(&click->missed.click.domain, click->clean[5]);
    case FIELD_REFERRER:
        return event_value_cleaned(&click->missed.click.referrer, click->clean[1]);
    case FIELD_USER_AGENT:
        return event_value_cleaned(&click->missed.click.agent, click->clean[2]);
    case FIELD_LANGUAGE:
        return event_value_cleaned(&click->missed.click.language, click->clean[3]);
    case FIELD_QUERY:
        return event_value_cleaned(&click->missed.click.query, click->clean[4]);
    case FIELD_TARGET:
        return event_value_cleaned(&click->missed.click.target, click->clean[5]);
    case FIELD_MESSAGE:
        return event_value_message(click);
    case FIELD_CAMPAIGN:
        return event_value_text(click->labels.campaign);
    case FIELD_IP:
        return event_value_ip(click);
    case FIELD_VISITOR:
        return event_value_visitor(click);
    default:
        return field >= FIELD_TAG ? event_value_text(click->labels.tags[field - FIELD_TAG])
                                  : event_value_text("");
    }
}

struct event_value_text
event_value_string(const struct event_value *string)
{
    if (string->click != NULL)
        return event_value_click_string(string->click, string->field);
    return (struct event_value_text){
        json_object_get_string(string->json), (size_t)json_object_get_string_len(string->json)};
}

struct decimal
event_value_number(const struct event_value *number)
{
    if (number->click != NULL)
        return decimal_of_whole(false, number->field == FIELD_RULE ? number->click->missed.click.rule
                                                                   : number->click->missed.click.owner);
    if (json_object_is_type(number->json, json_type_double)) {
        /* json-c keeps a number with a fraction or an exponent as it was written. */
        const char *text = json_object_get_userdata(number->json);
        const double nearest = json_object_get_double(number->json);
        return text != NULL ? decimal_of_text(nearest, text) : decimal_of_double(nearest);
    }
    const int64_t whole = json_object_get_int64(number->json);
    return whole < 0 ? decimal_of_whole(true, -(uint64_t)whole)
                     : decimal_of_whole(false, json_object_get_uint64(number->json));
}

bool
event_value_has_dots(const struct event_value *view)
{
    return view->click == NULL;
}

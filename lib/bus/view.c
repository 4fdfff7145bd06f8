#include "bus/view.h"

#include <string.h>

#include "base/utf8.h"

/* The values of a click's envelope. Those from CODE on are the detail's. */
enum view_field {
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
    FIELD_CODE,
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
    FIELD_VISITOR,
    FIELD_TAG, /* the first of the tags; the others follow */
};

static const char *const view_names[] = {[FIELD_VERSION] = "version",
    [FIELD_ID] = "id",
    [FIELD_DETAIL_TYPE] = "detail-type",
    [FIELD_SOURCE] = "source",
    [FIELD_ACCOUNT] = "account",
    [FIELD_TIME] = "time",
    [FIELD_REGION] = "region",
    [FIELD_RESOURCES] = "resources",
    [FIELD_DETAIL] = "detail",
    [FIELD_CODE] = "code",
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
    [FIELD_VISITOR] = "visitor"};

struct view
view_of_json(struct json_object *json)
{
    static const enum view_kind kinds[] = {[json_type_null] = VIEW_NULL,
        [json_type_boolean] = VIEW_TRUE,
        [json_type_double] = VIEW_NUMBER,
        [json_type_int] = VIEW_NUMBER,
        [json_type_object] = VIEW_OBJECT,
        [json_type_array] = VIEW_ARRAY,
        [json_type_string] = VIEW_STRING};
    struct view view = {.kind = kinds[json_object_get_type(json)], .json = json};
    if (view.kind == VIEW_TRUE && !json_object_get_boolean(json))
        view.kind = VIEW_FALSE;
    return view;
}

enum fault
view_of_click(const struct event *event, struct view_click *space, struct view *out)
{
    if ((event->kind != EVENT_CLICK && event->kind != EVENT_PREFETCH) ||
        click_unpack(event->body, event->length, &space->click) != FAULT_NONE ||
        labels_unpack(space->click.labels.bytes, space->click.labels.length, &space->labels) != FAULT_NONE)
        return FAULT_INPUT;
    space->event = event;
    space->id[0] = space->message[0] = space->time[0] = space->ip[0] = space->visitor[0] = '\0';
    for (size_t i = 0; i < sizeof space->clean / sizeof *space->clean; i++)
        space->clean[i][0] = '\0';
    *out = (struct view){.kind = VIEW_OBJECT, .field = FIELD_ENVELOPE, .click = space};
    return FAULT_NONE;
}

/* What a stranger sent is left out when it was not sent. */
static const struct click_text *
view_sent(const struct view_click *click, int field)
{
    switch (field) {
    case FIELD_CODE:
        return &click->click.code;
    case FIELD_REFERRER:
        return &click->click.referrer;
    case FIELD_USER_AGENT:
        return &click->click.agent;
    case FIELD_LANGUAGE:
        return &click->click.language;
    case FIELD_QUERY:
        return &click->click.query;
    default:
        return NULL;
    }
}

static enum view_kind
view_field_kind(const struct view_click *click, int field)
{
    const struct click_text *sent = view_sent(click, field);
    if (sent != NULL)
        return sent->length > 0 ? VIEW_STRING : VIEW_ABSENT;
    switch (field) {
    case FIELD_DETAIL:
        return VIEW_OBJECT;
    case FIELD_RESOURCES:
        return VIEW_ARRAY;
    case FIELD_OWNER:
        return VIEW_NUMBER;
    case FIELD_MESSAGE:
        return click->click.message != NULL ? VIEW_STRING : VIEW_ABSENT;
    case FIELD_CAMPAIGN:
        return click->labels.campaign[0] != '\0' ? VIEW_STRING : VIEW_ABSENT;
    case FIELD_TAGS:
        return click->labels.tag_count > 0 ? VIEW_ARRAY : VIEW_ABSENT;
    case FIELD_IP:
        return click->click.address.length > 0 ? VIEW_STRING : VIEW_ABSENT;
    default:
        return VIEW_STRING;
    }
}

static struct view
view_click_member(const struct view *object, const char *name)
{
    const bool whole = object->field == FIELD_ENVELOPE;
    const int first = whole ? FIELD_VERSION : FIELD_CODE, last = whole ? FIELD_DETAIL : FIELD_VISITOR;
    for (int field = first; field <= last; field++)
        if (strcmp(view_names[field], name) == 0)
            return (struct view){
                .kind = view_field_kind(object->click, field), .field = field, .click = object->click};
    return (struct view){.kind = VIEW_ABSENT};
}

struct view
view_member(const struct view *object, const char *name)
{
    struct json_object *value;
    if (object->click != NULL)
        return view_click_member(object, name);
    if (!json_object_object_get_ex(object->json, name, &value))
        return (struct view){.kind = VIEW_ABSENT};
    return view_of_json(value);
}

size_t
view_length(const struct view *array)
{
    if (array->click == NULL)
        return json_object_array_length(array->json);
    return array->field == FIELD_TAGS ? array->click->labels.tag_count : 0;
}

struct view
view_element(const struct view *array, size_t index)
{
    if (array->click == NULL)
        return view_of_json(json_object_array_get_idx(array->json, index));
    return (struct view){.kind = VIEW_STRING, .field = FIELD_TAG + (int)index, .click = array->click};
}

static struct view_text
view_text(const char *text)
{
    return (struct view_text){text, strlen(text)};
}

/* Most of what is sent needs no cleaning, and stays where it is. */
static bool
view_is_clean(const struct click_text *sent)
{
    for (size_t i = 0; i < sent->length; i++)
        if ((unsigned char)sent->bytes[i] < 0x20 || (unsigned char)sent->bytes[i] >= 0x7f)
            return false;
    return sent->length < CLICK_BYTES_MAX;
}

static struct view_text
view_cleaned(const struct click_text *sent, char space[static CLICK_BYTES_MAX])
{
    if (view_is_clean(sent))
        return (struct view_text){sent->bytes, sent->length};
    if (space[0] == '\0')
        utf8_clean(sent->bytes, sent->length, space, CLICK_BYTES_MAX);
    return view_text(space);
}

static struct view_text
view_time(struct view_click *click)
{
    if (click->time[0] == '\0')
        clock_text(click->event->at, click->time);
    return view_text(click->time);
}

static struct view_text
view_id(struct view_click *click)
{
    if (click->id[0] == '\0')
        uuid_text(click->event->id, click->id);
    return view_text(click->id);
}

static struct view_text
view_message(struct view_click *click)
{
    if (click->message[0] == '\0')
        uuid_text(click->click.message, click->message);
    return view_text(click->message);
}

static struct view_text
view_ip(struct view_click *click)
{
    if (click->ip[0] == '\0')
        address_text(&click->click.address, click->ip);
    return view_text(click->ip);
}

static struct view_text
view_visitor(struct view_click *click)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < 16; i++)
        click->visitor[i] = hex[click->click.visitor >> (60 - 4 * i) & 15];
    click->visitor[16] = '\0';
    return view_text(click->visitor);
}

static struct view_text
view_click_string(struct view_click *click, int field)
{
    switch (field) {
    case FIELD_VERSION:
        return view_text("0");
    case FIELD_ID:
        return view_id(click);
    case FIELD_DETAIL_TYPE:
        return view_text(click->event->kind == EVENT_CLICK ? "link.clicked" : "link.prefetched");
    case FIELD_SOURCE:
        return view_text("urlshortener");
    case FIELD_TIME:
    case FIELD_AT:
        return view_time(click);
    case FIELD_CODE:
        return view_cleaned(&click->click.code, click->clean[0]);
    case FIELD_REFERRER:
        return view_cleaned(&click->click.referrer, click->clean[1]);
    case FIELD_USER_AGENT:
        return view_cleaned(&click->click.agent, click->clean[2]);
    case FIELD_LANGUAGE:
        return view_cleaned(&click->click.language, click->clean[3]);
    case FIELD_QUERY:
        return view_cleaned(&click->click.query, click->clean[4]);
    case FIELD_MESSAGE:
        return view_message(click);
    case FIELD_CAMPAIGN:
        return view_text(click->labels.campaign);
    case FIELD_IP:
        return view_ip(click);
    case FIELD_VISITOR:
        return view_visitor(click);
    default:
        return field >= FIELD_TAG ? view_text(click->labels.tags[field - FIELD_TAG]) : view_text("");
    }
}

struct view_text
view_string(const struct view *string)
{
    if (string->click != NULL)
        return view_click_string(string->click, string->field);
    return (struct view_text){
        json_object_get_string(string->json), (size_t)json_object_get_string_len(string->json)};
}

struct decimal
view_number(const struct view *number)
{
    if (number->click != NULL)
        return decimal_of_whole(false, number->click->click.owner);
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
view_has_dots(const struct view *view)
{
    return view->click == NULL;
}

/*
 * message_links.c: finds the links of a message, and writes its JSON with short ones in their place.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_links.h"

#include <string.h>

#include "base/buffer.h"
#include "base/input_error.h"
#include "base/json.h"
#include "message/message_shape.h"
#include "net/url.h"

enum {
    MESSAGE_LINKS_NAME = LINK_NAME_MAX - SHORT_CODE_MAX + SHORT_CODE_GENERATED_MAX, /* with a drawn code */
    MESSAGE_LINKS_JSON = 32, /* bytes that the JSON of a link takes besides its URL and its code */
};

/* The link of this URL: the same URL twice in one message is one link. MESSAGE_LINKS_MAX when there is no
 * room. */
static size_t
message_links_add(struct message_links *links, const char *url)
{
    for (size_t i = 0; i < links->count; i++)
        if (strcmp(links->links[i].url, url) == 0)
            return i;
    if (links->count == MESSAGE_LINKS_MAX)
        return MESSAGE_LINKS_MAX;
    links->links[links->count] = (struct message_link){.url = arena_copy(&links->arena, url, strlen(url))};
    return links->count++;
}

static struct message_link_text *
message_links_text(const struct message_links *links, const struct json_object *string)
{
    struct message_link_text *text = links->texts;
    while (text != NULL && text->string != string)
        text = text->next;
    return text;
}

static void
message_links_place(
    struct message_links *links, struct json_object *string, const struct text_span *found, size_t link)
{
    struct message_link_text *text = message_links_text(links, string);
    struct message_link_placement *placement = arena_alloc(&links->arena, sizeof *placement);
    *placement = (struct message_link_placement){found->start, found->length, link, NULL};
    if (text != NULL) {
        text->last->next = placement;
        text->last = placement;
        return;
    }
    text = arena_alloc(&links->arena, sizeof *text);
    *text = (struct message_link_text){string, placement, placement, links->texts};
    links->texts = text;
}

/* One URL of a text; what cannot be shortened, and what is short already, stays. */
static enum fault
message_links_take(struct message_links *links, struct json_object *string, const struct text_span *found)
{
    char url[URL_MAX + 1];
    struct input_error error;
    const struct url_rules rules = {links->config->links_schemes, links->config->web_base_url, links->config};
    const char *copy = arena_copy(
        &links->arena, json_object_get_string(string) + found->start, found->length);
    if (url_check(copy, &rules, url, &error) != FAULT_NONE) {
        links->kept++;
        return FAULT_NONE;
    }
    const size_t link = message_links_add(links, url);
    if (link == MESSAGE_LINKS_MAX)
        return FAULT_FULL;
    message_links_place(links, string, found, link);
    return FAULT_NONE;
}

struct message_links_search {
    struct message_links *links;
    struct url_finder *finder;
};

/* A text has links where the finder sees URLs; a URL that is opened by a tap is one as a whole. */
static enum fault
message_links_find_in(void *arg, const struct message_field *field, const char *path, const char *name,
    struct json_object *string)
{
    const struct message_links_search *s = arg;
    const char *text = json_object_get_string(string);
    const size_t length = (size_t)json_object_get_string_len(string);
    const struct filled_text *filled = filled_text_of(string);
    struct text_span found = {0, length};
    enum fault fault = FAULT_NONE;
    (void)path;
    (void)name;
    if (field->kind == MESSAGE_FIELD_LINK)
        return message_links_take(s->links, string, &found);
    found.length = 0;
    while (fault == FAULT_NONE &&
           url_finder_next(s->finder, text, length, filled, found.start + found.length, &found))
        fault = message_links_take(s->links, string, &found);
    return fault;
}

enum fault
message_links_find(struct message_links *links, const struct config *config,
    const struct config_domain *domain, struct url_finder *finder, struct json_object *message_json)
{
    struct message_links_search search = {links, finder};
    *links = (struct message_links){.config = config, .domain = domain};
    return message_shape_visit(message_json, message_links_find_in, &search);
}

static const char *
message_links_base_url(const struct message_links *links)
{
    return links->domain != NULL ? links->domain->base_url : links->config->web_base_url;
}

size_t
message_links_code_length(const struct message_links *links)
{
    return (size_t)(links->domain != NULL ? links->domain->code_length : links->config->links_code_length);
}

/* How long a short link is, before its code is drawn. */
static size_t
message_links_short_length(const struct message_links *links)
{
    return strlen(message_links_base_url(links)) + 1 + message_links_code_length(links);
}

const char *
message_links_shorten_text(struct message_links *links, struct json_object *string, size_t *length)
{
    const struct message_link_text *found = message_links_text(links, string);
    const char *text = json_object_get_string(string);
    size_t size = (size_t)json_object_get_string_len(string) + 1, at = 0;
    *length = size - 1;
    if (found == NULL)
        return text;
    for (const struct message_link_placement *p = found->first; p != NULL; p = p->next)
        size += message_links_short_length(links) + SHORT_CODE_GENERATED_MAX;
    char *out = arena_alloc(&links->arena, size);
    struct buffer b = buffer_over(out, size);
    for (const struct message_link_placement *p = found->first; p != NULL; p = p->next) {
        const char *code = links->links[p->link].code;
        buffer_add_bytes(&b, text + at, p->start - at);
        buffer_addf(&b, "%s/%s", message_links_base_url(links), code);
        for (size_t i = *code == '\0' ? message_links_code_length(links) : 0; i > 0; i--)
            buffer_add(&b, "x");
        at = p->start + p->length;
    }
    buffer_add_bytes(&b, text + at, *length - at);
    *length = b.length;
    return out;
}

/* Objects and arrays are copied; what is in them and has no links is shared, since nobody changes it. */
struct json_object *
message_links_shorten(struct message_links *links, struct json_object *value)
{
    struct json_object *copy;
    size_t length;
    switch (json_object_get_type(value)) {
    case json_type_object:
        copy = json_object_new_object();
        json_object_object_foreach(value, name, member)
        {
            json_object_object_add(copy, name, message_links_shorten(links, member));
        }
        return copy;
    case json_type_array:
        copy = json_object_new_array();
        for (size_t i = 0; i < json_object_array_length(value); i++)
            json_object_array_add(copy, message_links_shorten(links, json_object_array_get_idx(value, i)));
        return copy;
    case json_type_string:
        if (message_links_text(links, value) == NULL)
            return json_object_get(value);
        const char *text = message_links_shorten_text(links, value, &length);
        return json_object_new_string_len(text, (int)length);
    default:
        return json_object_get(value);
    }
}

struct json_object *
message_links_to_json(const struct message_links *links)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < links->count; i++) {
        struct json_object *link = json_object_new_object();
        char name[LINK_NAME_MAX + 1];
        link_name_write(links->domain != NULL ? links->domain->name : "", links->links[i].code, name);
        json_add_text(link, "code", name);
        json_add_text(link, "url", links->links[i].url);
        json_object_array_add(list, link);
    }
    return list;
}

size_t
message_links_size(const struct message_links *links)
{
    size_t size = MESSAGE_LINKS_JSON;
    for (const struct message_link_text *text = links->texts; text != NULL; text = text->next)
        for (const struct message_link_placement *p = text->first; p != NULL; p = p->next)
            size += message_links_short_length(links);
    for (size_t i = 0; i < links->count; i++)
        size += strlen(links->links[i].url) + MESSAGE_LINKS_NAME + MESSAGE_LINKS_JSON;
    return size;
}

void
message_links_free(struct message_links *links)
{
    arena_free(&links->arena);
    links->texts = NULL;
    links->count = 0;
}

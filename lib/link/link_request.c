/*
 * link_request.c: a table of fields and how each is read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_request.h"

#include <stddef.h>
#include <string.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "link/link_request_value.h"
#include "link/link_rules_json.h"
#include "net/url.h"

enum link_request_field {
    LINK_REQUEST_URL,
    LINK_REQUEST_EXPIRED_URL,
    LINK_REQUEST_IOS_URL,
    LINK_REQUEST_ANDROID_URL,
    LINK_REQUEST_PREVIEW_TITLE,
    LINK_REQUEST_PREVIEW_DESCRIPTION,
    LINK_REQUEST_PREVIEW_IMAGE,
    LINK_REQUEST_PASSWORD,
    LINK_REQUEST_ALIAS,
    LINK_REQUEST_TTL,
    LINK_REQUEST_EXPIRES,
    LINK_REQUEST_VALID_FROM,
    LINK_REQUEST_MAX_CLICKS,
    LINK_REQUEST_STATUS,
    LINK_REQUEST_TRACK,
    LINK_REQUEST_TITLE,
    LINK_REQUEST_TAGS,
    LINK_REQUEST_CAMPAIGN,
    LINK_REQUEST_FORWARD_QUERY,
    LINK_REQUEST_REDIRECT_RULES,
    LINK_REQUEST_REUSE,
    LINK_REQUEST_DISABLED,
    LINK_REQUEST_DOMAIN,
    LINK_REQUEST_FIELDS
};

/* A URL that a link may lead to, whichever field says it. */
static enum fault
link_request_target(struct link_request_reading *r, struct json_object *value)
{
    const char *text;
    char url[URL_MAX + 1];
    enum fault fault = link_request_text(r, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    const struct url_rules rules = {r->config->links_schemes, r->config->web_base_url, r->config};
    if (url_check(text, &rules, url, &r->request->error) != FAULT_NONE) {
        const struct input_error wrong = r->request->error; /* of a field url */
        return link_request_refuse(r, wrong.code, "%s%s", r->name, wrong.detail + strlen("url"));
    }
    if (strlen(url) > r->most)
        return link_request_refuse(
            r, ERROR_INVALID_LENGTH, "%s must be at most %zu bytes long.", r->name, r->most);
    strcpy(r->out, url);
    return FAULT_NONE;
}

/* Whoever draws the preview fetches it. */
static enum fault
link_request_image(struct link_request_reading *r, struct json_object *value)
{
    enum fault fault = link_request_target(r, value);
    if (fault == FAULT_NONE && strncmp(r->out, "http://", 7) != 0 && strncmp(r->out, "https://", 8) != 0)
        return link_request_refuse(r, ERROR_INVALID_URL, "%s must begin with https:// or http://.", r->name);
    return fault;
}

static enum fault
link_request_password(struct link_request_reading *r, struct json_object *value)
{
    const char *text;
    enum fault fault = link_request_text(r, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (!link_password_is_valid(text))
        return link_request_refuse(r, ERROR_INVALID_LENGTH,
            "password must be 1 to %d bytes long, without control characters.", LINK_PASSWORD_MAX);
    strcpy(r->request->password, text);
    return FAULT_NONE;
}

static enum fault
link_request_alias(struct link_request_reading *r, struct json_object *value)
{
    const char *text;
    enum fault fault = link_request_text(r, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (!short_code_is_valid(text, strlen(text)))
        return link_request_refuse(r, ERROR_INVALID_ALIAS,
            "alias must be 1 to %d bytes without control characters, and between slashes not empty, \".\" or "
            "\"..\".",
            SHORT_CODE_MAX);
    if (short_code_is_reserved(text, r->config->links_reserved))
        return link_request_refuse(r, ERROR_ALIAS_RESERVED,
            "alias %s is reserved; choose another than %.*s, alone or before a slash.", text,
            (int)strcspn(text, "/"), text);
    strcpy(r->request->link.code, text);
    r->request->has_alias = true;
    return FAULT_NONE;
}

static enum fault
link_request_tags(struct link_request_reading *r, struct json_object *value)
{
    struct labels *labels = &r->request->link.labels;
    labels->tag_count = 0;
    if (json_object_get_type(value) != json_type_array)
        return link_request_refuse(r, ERROR_WRONG_TYPE, "tags must be an array of strings.");
    if (json_object_array_length(value) > LABELS_TAGS_MAX)
        return link_request_refuse(r, ERROR_INVALID_LENGTH, "tags must be at most %d.", LABELS_TAGS_MAX);
    for (size_t i = 0; i < json_object_array_length(value); i++) {
        char *tag = labels->tags[labels->tag_count];
        enum fault fault = link_request_label(r, json_object_array_get_idx(value, i), tag);
        if (fault != FAULT_NONE)
            return fault;
        bool again = false;
        for (size_t k = 0; k < labels->tag_count; k++)
            again = again || strcmp(labels->tags[k], tag) == 0;
        labels->tag_count += again ? 0 : 1;
    }
    return FAULT_NONE;
}

static enum fault
link_request_track(struct link_request_reading *r, struct json_object *value)
{
    const char *text;
    enum fault fault = link_request_text(r, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    r->request->link.track_first = strcmp(text, "first") == 0;
    if (!r->request->link.track_first && strcmp(text, "every") != 0)
        return link_request_refuse(r, ERROR_INVALID_VALUE, "track must be \"every\" or \"first\".");
    return FAULT_NONE;
}

static enum fault
link_request_status(struct link_request_reading *r, struct json_object *value)
{
    int64_t status;
    enum fault fault = link_request_number(r, value, 301, 308, &status);
    if (fault != FAULT_NONE || (status != 301 && status != 302 && status != 307 && status != 308))
        return link_request_refuse(r, ERROR_INVALID_VALUE, "status must be 301, 302, 307 or 308.");
    r->request->link.status = (uint16_t)status;
    return FAULT_NONE;
}

static enum fault
link_request_line(struct link_request_reading *r, struct json_object *value)
{
    const char *text;
    enum fault fault = link_request_text(r, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (strlen(text) > r->most)
        return link_request_refuse(
            r, ERROR_INVALID_LENGTH, "%s must be at most %zu bytes long.", r->name, r->most);
    for (const char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return link_request_refuse(
                r, ERROR_INVALID_VALUE, "%s must not contain control characters.", r->name);
    strcpy(r->out, text);
    return FAULT_NONE;
}

static enum fault
link_request_ttl(struct link_request_reading *r, struct json_object *value)
{
    int64_t ttl;
    enum fault fault = link_request_number(r, value, 1, INT64_C(100) * 366 * 86400, &ttl);
    if (fault == FAULT_NONE)
        r->request->link.expires = r->now + ttl * TIMESTAMP_SECOND;
    return fault;
}

static enum fault
link_request_max_clicks(struct link_request_reading *r, struct json_object *value)
{
    int64_t most;
    enum fault fault = link_request_number(r, value, 1, INT64_C(1000000000000), &most);
    if (fault == FAULT_NONE)
        r->request->link.max_clicks = (uint64_t)most;
    return fault;
}

static enum fault
link_request_expires(struct link_request_reading *r, struct json_object *value)
{
    enum fault fault = link_request_moment(r, value, &r->request->link.expires);
    if (fault == FAULT_NONE && r->request->link.expires <= r->now)
        return link_request_refuse(r, ERROR_INVALID_VALUE, "expires_at must not be in the past.");
    return fault;
}

static enum fault
link_request_valid_from(struct link_request_reading *r, struct json_object *value)
{
    return link_request_moment(r, value, &r->request->link.valid_from);
}

static enum fault
link_request_campaign(struct link_request_reading *r, struct json_object *value)
{
    return link_request_label(r, value, r->request->link.labels.campaign);
}

static enum fault
link_request_forward_query(struct link_request_reading *r, struct json_object *value)
{
    return link_request_truth(r, value, &r->request->link.forward_query);
}

/* In a form they are JSON. */
static enum fault
link_request_redirect_rules(struct link_request_reading *r, struct json_object *value)
{
    const bool json = r->text && json_object_get_type(value) == json_type_string;
    struct json_object *list = json ? json_read(json_object_get_string(value),
                                          (size_t)json_object_get_string_len(value))
                                    : value;
    const enum fault fault = link_rules_from_json(
        list, r->config, r->now, &r->request->link.rules, &r->request->error);
    if (json)
        json_object_put(list);
    return fault;
}

static enum fault
link_request_reuse(struct link_request_reading *r, struct json_object *value)
{
    return link_request_truth(r, value, &r->request->reuse);
}

static enum fault
link_request_disabled(struct link_request_reading *r, struct json_object *value)
{
    return link_request_truth(r, value, &r->request->link.disabled);
}

/* Which of them the client may use is the caller's business. */
static enum fault
link_request_domain(struct link_request_reading *r, struct json_object *value)
{
    const char *text;
    char name[DOMAIN_NAME_MAX + 1], names[INPUT_ERROR_DETAIL_SIZE / 2];
    enum fault fault = link_request_text(r, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    const struct config_domain *domain = domain_name_parse(text, name) == FAULT_NONE
                                             ? config_domain_find(r->config, name)
                                             : NULL;
    if (domain == NULL) {
        config_domain_names(r->config, NULL, NULL, names, sizeof names);
        return link_request_refuse(r, ERROR_INVALID_VALUE, "domain must be one of: %s.", names);
    }
    strcpy(r->request->link.domain, domain == r->config->domains ? "" : domain->name);
    return FAULT_NONE;
}

#define AT(field) offsetof(struct link, field)

static const struct {
    const char *name;
    enum fault (*read)(struct link_request_reading *, struct json_object *);
    bool create, change, clears; /* where it may stand; whether null takes it away */
    size_t at, most;             /* a text: where it is in a link, and its bytes at most */
} link_request_fields[LINK_REQUEST_FIELDS] = {
    [LINK_REQUEST_URL] = {"url", link_request_target, true, true, false, AT(url), URL_MAX},
    [LINK_REQUEST_EXPIRED_URL] = {"expired_url", link_request_target, true, true, true, AT(expired_url),
        URL_MAX},
    [LINK_REQUEST_IOS_URL] = {"ios_url", link_request_target, true, true, true, AT(ios_url),
        LINK_APP_URL_MAX},
    [LINK_REQUEST_ANDROID_URL] = {"android_url", link_request_target, true, true, true, AT(android_url),
        LINK_APP_URL_MAX},
    [LINK_REQUEST_PREVIEW_TITLE] = {"preview_title", link_request_line, true, true, true, AT(preview.title),
        LINK_TITLE_MAX},
    [LINK_REQUEST_PREVIEW_DESCRIPTION] = {"preview_description", link_request_line, true, true, true,
        AT(preview.description), LINK_DESCRIPTION_MAX},
    [LINK_REQUEST_PREVIEW_IMAGE] = {"preview_image", link_request_image, true, true, true, AT(preview.image),
        LINK_APP_URL_MAX},
    [LINK_REQUEST_PASSWORD] = {"password", link_request_password, true, true, true, 0, 0},
    [LINK_REQUEST_ALIAS] = {"alias", link_request_alias, true, false, false, 0, 0},
    [LINK_REQUEST_TTL] = {"ttl", link_request_ttl, true, true, true, 0, 0},
    [LINK_REQUEST_EXPIRES] = {"expires_at", link_request_expires, true, true, true, 0, 0},
    [LINK_REQUEST_VALID_FROM] = {"valid_from", link_request_valid_from, true, true, true, 0, 0},
    [LINK_REQUEST_MAX_CLICKS] = {"max_clicks", link_request_max_clicks, true, true, true, 0, 0},
    [LINK_REQUEST_STATUS] = {"status", link_request_status, true, true, false, 0, 0},
    [LINK_REQUEST_TRACK] = {"track", link_request_track, true, true, false, 0, 0},
    [LINK_REQUEST_TITLE] = {"title", link_request_line, true, true, true, AT(title), LINK_TITLE_MAX},
    [LINK_REQUEST_TAGS] = {"tags", link_request_tags, true, true, true, 0, 0},
    [LINK_REQUEST_CAMPAIGN] = {"campaign", link_request_campaign, true, true, true, 0, 0},
    [LINK_REQUEST_FORWARD_QUERY] = {"forward_query", link_request_forward_query, true, true, false, 0, 0},
    [LINK_REQUEST_REDIRECT_RULES] = {"redirect_rules", link_request_redirect_rules, true, true, true, 0, 0},
    [LINK_REQUEST_REUSE] = {"reuse", link_request_reuse, true, false, false, 0, 0},
    [LINK_REQUEST_DOMAIN] = {"domain", link_request_domain, true, false, false, 0, 0},
    [LINK_REQUEST_DISABLED] = {"disabled", link_request_disabled, false, true, false, 0, 0},
};

#undef AT

static bool
link_request_has(const struct link_request *request, enum link_request_field field)
{
    return (request->given >> field & 1) != 0;
}

static enum fault
link_request_read_field(
    struct link_request_reading *r, enum link_request_purpose purpose, struct json_object *value)
{
    enum link_request_field field = 0;
    while (field < LINK_REQUEST_FIELDS && strcmp(link_request_fields[field].name, r->name) != 0)
        field++;
    if (field == LINK_REQUEST_FIELDS) {
        char name[65];
        utf8_clean(r->name, strlen(r->name), name, sizeof name);
        return link_request_refuse(r, ERROR_UNKNOWN_FIELD, "There is no field %s.", name);
    }
    if (!(purpose == LINK_REQUEST_CREATE ? link_request_fields[field].create
                                         : link_request_fields[field].change))
        return link_request_refuse(r, ERROR_FIXED_FIELD, "%s cannot be %s.", r->name,
            purpose == LINK_REQUEST_CREATE ? "given here" : "changed");
    if (r->text && json_object_get_type(value) == json_type_string && json_object_get_string_len(value) == 0)
        return FAULT_NONE;
    if (value == NULL && purpose == LINK_REQUEST_CREATE)
        return FAULT_NONE;
    r->request->given |= 1u << field;
    if (value == NULL && link_request_fields[field].clears)
        return FAULT_NONE; /* the zeroed field is what clears it */
    r->out = (char *)&r->request->link + link_request_fields[field].at;
    r->most = link_request_fields[field].most;
    return link_request_fields[field].read(r, value);
}

static enum fault
link_request_check_together(struct link_request_reading *r, enum link_request_purpose purpose)
{
    const struct link_request *request = r->request;
    r->name = "";
    if (purpose == LINK_REQUEST_CREATE && !link_request_has(request, LINK_REQUEST_URL)) {
        r->name = "url";
        return link_request_refuse(r, ERROR_MISSING_FIELD, "url is missing.");
    }
    if (link_request_has(request, LINK_REQUEST_TTL) && link_request_has(request, LINK_REQUEST_EXPIRES)) {
        r->name = "ttl";
        return link_request_refuse(r, ERROR_CONFLICTING_FIELDS, "ttl and expires_at cannot both be given.");
    }
    if (request->reuse && request->has_alias) {
        r->name = "reuse";
        return link_request_refuse(r, ERROR_CONFLICTING_FIELDS, "alias and reuse cannot both be given.");
    }
    if (request->link.expires != 0 && request->link.valid_from >= request->link.expires) {
        r->name = "valid_from";
        return link_request_refuse(r, ERROR_INVALID_VALUE, "valid_from must be before the link expires.");
    }
    return FAULT_NONE;
}

uint16_t
link_request_status_of(const struct config_domain *domain)
{
    static const uint16_t statuses[] = {301, 302, 307, 308};
    return statuses[domain != NULL ? domain->status : 0];
}

/* What its domain says where the client does not. */
static void
link_request_complete(struct link_request *request, const struct config *config)
{
    const struct config_domain *domain = config_domain_find(config, request->link.domain);
    request->code_length = request->has_alias ? 0 : (size_t)domain->code_length;
    if (!link_request_has(request, LINK_REQUEST_STATUS))
        request->link.status = link_request_status_of(domain);
    if (!link_request_has(request, LINK_REQUEST_TRACK))
        request->link.track_first = domain->track != 0;
}

enum fault
link_request_from_json(struct link_request *request, struct json_object *fields,
    enum link_request_purpose purpose, bool text, const struct config *config, int64_t now)
{
    struct link_request_reading r = {
        .request = request, .error = &request->error, .config = config, .name = "", .text = text, .now = now};
    memset(request, 0, sizeof *request);
    request->link.status = 301;
    if (json_object_get_type(fields) != json_type_object)
        return link_request_refuse(&r, ERROR_WRONG_TYPE, "A link must be an object.");
    json_object_object_foreach(fields, name, value)
    {
        r.name = name;
        enum fault fault = link_request_read_field(&r, purpose, value);
        if (fault != FAULT_NONE)
            return fault;
    }
    enum fault fault = link_request_check_together(&r, purpose);
    if (fault == FAULT_NONE && purpose == LINK_REQUEST_CREATE)
        link_request_complete(request, config);
    return fault;
}

void
link_request_hash_password(struct link_request *request)
{
    if (request->password[0] != '\0')
        link_password_set(&request->link.password, request->password);
    explicit_bzero(request->password, sizeof request->password);
}

void
link_request_set_disabled(struct link_request *request, bool disabled)
{
    memset(request, 0, sizeof *request);
    request->link.disabled = disabled;
    request->given = 1u << LINK_REQUEST_DISABLED;
}

void
link_request_apply(const struct link_request *request, struct link *link)
{
    const struct link *from = &request->link;
    for (enum link_request_field field = 0; field < LINK_REQUEST_FIELDS; field++) {
        const size_t at = link_request_fields[field].at;
        if (link_request_has(request, field) && link_request_fields[field].most > 0)
            strcpy((char *)link + at, (const char *)from + at);
    }
    if (link_request_has(request, LINK_REQUEST_PASSWORD))
        link->password = from->password;
    if (link_request_has(request, LINK_REQUEST_TTL) || link_request_has(request, LINK_REQUEST_EXPIRES)) {
        link->expires = from->expires;
        link->expiry_told = false;
    }
    if (link_request_has(request, LINK_REQUEST_VALID_FROM))
        link->valid_from = from->valid_from;
    if (link_request_has(request, LINK_REQUEST_MAX_CLICKS))
        link->max_clicks = from->max_clicks;
    if (link_request_has(request, LINK_REQUEST_STATUS))
        link->status = from->status;
    if (link_request_has(request, LINK_REQUEST_TRACK))
        link->track_first = from->track_first;
    if (link_request_has(request, LINK_REQUEST_TAGS)) {
        link->labels.tag_count = from->labels.tag_count;
        memcpy(link->labels.tags, from->labels.tags, sizeof link->labels.tags);
    }
    if (link_request_has(request, LINK_REQUEST_CAMPAIGN))
        strcpy(link->labels.campaign, from->labels.campaign);
    if (link_request_has(request, LINK_REQUEST_FORWARD_QUERY))
        link->forward_query = from->forward_query;
    if (link_request_has(request, LINK_REQUEST_REDIRECT_RULES))
        link_rules_copy(&link->rules, &from->rules);
    if (link_request_has(request, LINK_REQUEST_DISABLED))
        link->disabled = from->disabled;
}

void
link_request_refuse_tags(struct link_request *request, const struct config *config)
{
    input_error_set(&request->error, ERROR_QUOTA_EXCEEDED, "", "tags",
        "This key's links have %lld different tags already: use one of them, or have [quotas] tags raised.",
        (long long)config->quotas_tags);
}

/*
 * link_json.c: a link as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_json.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "link/link_rules_json.h"
#include "net/url.h"

void
link_short_url(const struct link *link, const struct config *config, char out[static LINK_SHORT_URL_SIZE])
{
    char base_url[CONFIG_VALUE_SIZE], path[SHORT_CODE_URL_SIZE];
    config_domain_base_url(config, link->domain, base_url);
    url_encode_path(link->code, true, path, sizeof path);
    snprintf(out, LINK_SHORT_URL_SIZE, "%s/%s", base_url, path);
}

void
link_name_of_url(const char *url, const struct config *config, char name[static LINK_NAME_MAX + 1])
{
    char host[4 * DOMAIN_NAME_MAX + 1], domain[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_URL_SIZE];
    const size_t scheme = strncasecmp(url, "http://", 7) == 0    ? 7
                          : strncasecmp(url, "https://", 8) == 0 ? 8
                                                                 : 0;
    const char *path = url + scheme + strcspn(url + scheme, "/");
    const size_t host_length = (size_t)(path - url) - scheme, length = strcspn(path, "?#");
    name[0] = '\0';
    if (scheme == 0 || host_length >= sizeof host || length < 1 || length > sizeof code)
        return;
    snprintf(host, sizeof host, "%.*s", (int)host_length, url + scheme);
    snprintf(code, sizeof code, "%.*s", (int)length - 1, path + 1);
    if (domain_name_parse(host, domain) == FAULT_NONE && url_decode(code, false) == FAULT_NONE)
        link_name_write(strcmp(domain, config->domains[0].name) == 0 ? "" : domain, code, name);
}

const char *
link_domain(const struct link *link, const struct config *config)
{
    return link->domain[0] != '\0' ? link->domain : config->domains[0].name;
}

const char *
link_state_name(enum link_state state)
{
    static const char *const names[] = {
        [LINK_LIVE] = "live",
        [LINK_NOT_YET] = "not_yet",
        [LINK_EXPIRED] = "expired",
        [LINK_DISABLED] = "disabled",
        [LINK_USED_UP] = "used_up",
    };
    return names[state];
}

void
link_etag(const struct link *link, char out[static LINK_ETAG_SIZE])
{
    snprintf(out, LINK_ETAG_SIZE, "\"%llx-%u\"", (unsigned long long)link->id, link->version);
}

struct json_object *
link_to_json(const struct link *link, const struct config *config, int64_t now, uint64_t used)
{
    char url[LINK_SHORT_URL_SIZE];
    struct json_object *json = json_object_new_object(), *tags = json_object_new_array();
    link_short_url(link, config, url);
    json_add_text_or_null(json, "code", link->code);
    json_add_text_or_null(json, "domain", link_domain(link, config));
    json_add_text_or_null(json, "short_url", url);
    json_add_text_or_null(json, "url", link->url);
    json_add_text_or_null(json, "expired_url", link->expired_url);
    json_add_text_or_null(json, "ios_url", link->ios_url);
    json_add_text_or_null(json, "android_url", link->android_url);
    json_add_text_or_null(json, "state", link_state_name(link_state(link, now, used)));
    json_object_object_add(json, "status", json_object_new_int(link->status));
    json_add_text_or_null(json, "track", link->track_first ? "first" : "every");
    json_object_object_add(json, "redirect_rules", link_rules_to_json(&link->rules));
    json_object_object_add(json, "forward_query", json_object_new_boolean(link->forward_query));
    json_object_object_add(json, "has_password", json_object_new_boolean(link->password.is_set));
    json_object_object_add(json, "disabled", json_object_new_boolean(link->disabled));
    json_add_text_or_null(json, "blocked_by", link->blocked_by);
    json_add_text_or_null(json, "title", link->title);
    json_add_text_or_null(json, "preview_title", link->preview.title);
    json_add_text_or_null(json, "preview_description", link->preview.description);
    json_add_text_or_null(json, "preview_image", link->preview.image);
    for (size_t i = 0; i < link->labels.tag_count; i++)
        json_object_array_add(tags, json_object_new_string(link->labels.tags[i]));
    json_object_object_add(json, "tags", tags);
    json_add_text_or_null(json, "campaign", link->labels.campaign);
    json_add_uuid_or_null(json, "message", link->message);
    json_object_object_add(
        json, "max_clicks", link->max_clicks == 0 ? NULL : json_object_new_int64((int64_t)link->max_clicks));
    json_object_object_add(json, "imported_clicks", json_object_new_uint64(link_imported_clicks(link)));
    json_add_timestamp(json, "valid_from", link->valid_from);
    json_add_timestamp(json, "expires_at", link->expires);
    json_add_timestamp(json, "created_at", link->created);
    json_add_timestamp(json, "changed_at", link->changed);
    json_object_object_add(json, "owner", json_object_new_int64(link->owner));
    return json;
}

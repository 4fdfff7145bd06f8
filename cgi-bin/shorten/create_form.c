/*
 * create_form.c: /ui/create and /ui/created/{code}: a link made on a page, without JavaScript too.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "http/auth.h"
#include "http/domain_access.h"
#include "http/problem_type.h"
#include "link/click_limit.h"
#include "link/link_json.h"
#include "net/url.h"
#include "shorten.h"

enum {
    CREATE_FORM_TAGS = 1024,
    CREATE_FORM_VALUES = 32,
    CREATE_FORM_DOMAINS = CONFIG_DOMAINS_MAX * (DOMAIN_NAME_MAX + 40)
};

/* The fields, the values that the page has for what was typed and what is wrong with it, and the labels. */
static const struct {
    const char *name, *error, *invalid, *label;
} create_form_fields[] = {
    {"url", "url_error", "url_invalid_html", "Long URL"},
    {"alias", "alias_error", "alias_invalid_html", "Alias"},
    {"domain", "domain_error", "domain_invalid_html", "Domain"},
    {"title", "title_error", "title_invalid_html", "Title"},
    {"campaign", "campaign_error", "campaign_invalid_html", "Campaign"},
    {"tags", "tags_error", "tags_invalid_html", "Tags"},
    {"expires_at", "expires_at_error", "expires_at_invalid_html", "Expires"},
    {"max_clicks", "max_clicks_error", "max_clicks_invalid_html", "Click limit"},
    {"expired_url", "expired_url_error", "expired_url_invalid_html", "URL once it is over"},
    {"ios_url", "ios_url_error", "ios_url_invalid_html", "URL on iPhones and iPads"},
    {"android_url", "android_url_error", "android_url_invalid_html", "URL on Android"},
    {"preview_title", "preview_title_error", "preview_title_invalid_html", "Preview title"},
    {"preview_description", "preview_description_error", "preview_description_invalid_html", "Preview text"},
    {"preview_image", "preview_image_error", "preview_image_invalid_html", "Preview picture"},
    {"password", "password_error", "password_invalid_html", "Password"},
};

enum { CREATE_FORM_FIELDS = sizeof create_form_fields / sizeof *create_form_fields };

static void
create_form_tags(struct json_object *typed, char out[static CREATE_FORM_TAGS])
{
    struct json_object *tags;
    struct buffer b = buffer_over(out, CREATE_FORM_TAGS);
    if (typed != NULL && json_object_object_get_ex(typed, "tags", &tags))
        for (size_t i = 0; i < json_object_array_length(tags); i++) {
            buffer_add(&b, i > 0 ? ", " : "");
            buffer_add(&b, json_object_get_string(json_object_array_get_idx(tags, i)));
        }
}

/* The field that the error is about, CREATE_FORM_FIELDS for none of the form. */
static size_t
create_form_field(const struct input_error *error)
{
    const char *name = strncmp(error->pointer, "#/", 2) == 0 ? error->pointer + 2 : "";
    const size_t length = strcspn(name, "/");
    size_t i = 0;
    while (i < CREATE_FORM_FIELDS && (strlen(create_form_fields[i].name) != length ||
                                         strncmp(create_form_fields[i].name, name, length) != 0))
        i++;
    return i;
}

/* The sentence with the label where it begins with the field's name. */
static void
create_form_sentence(const struct input_error *error, size_t field, char *out, size_t size)
{
    const char *name = create_form_fields[field].name;
    const size_t length = strlen(name);
    const bool named = strncmp(error->detail, name, length) == 0 &&
                       (error->detail[length] == ' ' || error->detail[length] == '[');
    snprintf(out, size, "%s%s", named ? create_form_fields[field].label : "",
        error->detail + (named ? length : 0));
}

/* The options of the domain, if there is a choice: no name has a character that means something in HTML. */
static bool
create_form_domains(
    const struct request *request, const struct config *config, const char *typed, struct buffer *out)
{
    size_t count = 0;
    for (size_t i = 0; i < config->domain_count; i++) {
        const struct config_domain *domain = &config->domains[i];
        if (!domain_access_allows(domain, &request->key))
            continue;
        buffer_addf(
            out, "<option%s>%s</option>", strcmp(domain->name, typed) == 0 ? " selected" : "", domain->name);
        count++;
    }
    return count > 1;
}

/* The form, with what was typed before when something was wrong with it. */
static void
create_form_show(struct request *request, const struct context *context, const struct input_error *error,
    struct json_object *typed)
{
    const struct shorten *pages = context->program;
    char options[CREATE_FORM_DOMAINS];
    struct buffer domains = buffer_over(options, sizeof options);
    const bool choice = create_form_domains(request, context->config, form_text(typed, "domain"), &domains);
    char tags[CREATE_FORM_TAGS], sentence[INPUT_ERROR_DETAIL_SIZE + 32];
    struct page_value values[CREATE_FORM_VALUES];
    size_t count = 0;
    const size_t wrong = error != NULL ? create_form_field(error) : CREATE_FORM_FIELDS;
    create_form_tags(typed, tags);
    for (size_t i = 0; i < CREATE_FORM_FIELDS; i++) {
        const char *name = create_form_fields[i].name;
        values[count++] = (struct page_value){
            name, strcmp(name, "tags") == 0 ? tags : form_text(typed, name)};
        if (i != wrong)
            continue;
        create_form_sentence(error, i, sentence, sizeof sentence);
        values[count++] = (struct page_value){create_form_fields[i].error, sentence};
        values[count++] = (struct page_value){create_form_fields[i].invalid, INVALID_HTML};
    }
    if (error != NULL && wrong == CREATE_FORM_FIELDS)
        values[count++] = (struct page_value){"error", error->detail};
    values[count++] = (struct page_value){"open_html", wrong > 0 && typed != NULL ? " open" : ""};
    values[count++] = (struct page_value){"domain_hidden_html", choice ? "" : " hidden"};
    values[count++] = (struct page_value){"domains_html", choice ? domains.text : ""};
    values[count] = (struct page_value){NULL, NULL};
    response_header(request, "Cache-Control", "no-store");
    page_send(request, error == NULL ? 200 : problem_type(error->code)->status, &pages->create, values);
}

/* The key that is signed in; false when the answer, that none is, or that it is for other parts, is sent. */
static bool
create_form_is_signed_in(struct request *request, const struct context *context)
{
    const enum fault fault = auth_session(request, context, &request->key);
    const bool allowed = api_scope_allows(request->key.scopes, api_scope_of_path(LINKS_PATH)) &&
                         request->key.campaign[0] == '\0';
    if (fault == FAULT_MISSING)
        form_go(request, SIGN_IN_PATH "?next=" CREATE_PATH);
    else if (fault != FAULT_NONE)
        problem_send_store(request, fault);
    else if (!allowed)
        problem_send(
            request, ERROR_SCOPE_MISSING, "Your key is limited to other parts, or to a campaign.", NULL);
    return fault == FAULT_NONE && allowed;
}

/* Makes the link of the form, or says in wanted->error what is wrong. */
static enum fault
create_form_run(const struct context *context, const struct api_key *key, struct json_object *fields,
    struct link_request *wanted)
{
    int64_t wait = 0;
    memset(wanted, 0, sizeof *wanted);
    if (key->role < ROLE_CREATOR)
        return input_error_as(FAULT_NONE, input_error_set(&wanted->error, ERROR_ROLE_TOO_LOW, "", NULL,
                                              "Your key may read links, but not create them."));
    if (link_request_from_json(wanted, fields, LINK_REQUEST_CREATE, true, context->config, timestamp_now()) !=
            FAULT_NONE ||
        domain_access_check(context->config, wanted->link.domain, key, &wanted->error) != FAULT_NONE)
        return FAULT_NONE;
    const enum fault fault = create_link(context, key, wanted, &wait);
    if (fault != FAULT_REFUSED)
        return fault;
    return input_error_as(FAULT_NONE, input_error_set(&wanted->error, ERROR_RATE_LIMITED, "", NULL,
                                          "Too many links at once. Try again in %lld s.", (long long)wait));
}

static void
create_form_make(struct request *request, const struct context *context)
{
    struct json_object *fields = form_read(request, context);
    struct link_request wanted;
    char where[sizeof CREATED_PATH + SHORT_CODE_URL_SIZE + sizeof "?domain=" + DOMAIN_NAME_MAX],
        path[SHORT_CODE_URL_SIZE];
    if (fields == NULL)
        return;
    const enum fault fault = create_form_run(context, &request->key, fields, &wanted);
    if (fault != FAULT_NONE) {
        problem_send_store(request, fault);
    } else if (wanted.error.code != ERROR_NONE) {
        create_form_show(request, context, &wanted.error, fields);
    } else {
        url_encode_path(wanted.link.code, false, path, sizeof path);
        snprintf(where, sizeof where, CREATED_PATH "%s%s%s", path,
            wanted.link.domain[0] != '\0' ? "?domain=" : "", wanted.link.domain);
        form_go(request, where);
    }
    json_object_put(fields);
}

void
create_form_get(struct request *request, struct context *context)
{
    if (create_form_is_signed_in(request, context))
        create_form_show(request, context, NULL, NULL);
}

void
create_form_post(struct request *request, struct context *context)
{
    if (create_form_is_signed_in(request, context))
        create_form_make(request, context);
}

static void
create_form_show_created(
    struct request *request, const struct context *context, const struct link *link, uint64_t used)
{
    const struct shorten *pages = context->program;
    char url[LINK_SHORT_URL_SIZE], expires[TIMESTAMP_SIZE] = "never", limit[32] = "none";
    char tags[CREATE_FORM_TAGS], path[SHORT_CODE_URL_SIZE];
    struct buffer b = buffer_over(tags, sizeof tags);
    link_short_url(link, context->config, url);
    url_encode_path(link->code, false, path, sizeof path);
    if (link->expires != 0)
        timestamp_format(link->expires, expires);
    if (link->max_clicks != 0)
        snprintf(limit, sizeof limit, "%llu", (unsigned long long)link->max_clicks);
    for (size_t i = 0; i < link->labels.tag_count; i++)
        buffer_addf(&b, "%s%s", i > 0 ? ", " : "", link->labels.tags[i]);
    response_header(request, "Cache-Control", "no-store");
    page_send(request, 200, &pages->created,
        (const struct page_value[]){{"code", path}, {"short_url", url}, {"url", link->url},
            {"title", link->title}, {"campaign", link->labels.campaign}, {"tags", b.text},
            {"expires", expires}, {"limit", limit},
            {"state", link_state_name(link_state(link, timestamp_now(), used))}, {NULL, NULL}});
}

void
created_get(struct request *request, struct context *context)
{
    struct link link;
    char name[LINK_NAME_MAX + 1];
    uint64_t used = 0;
    if (!create_form_is_signed_in(request, context))
        return;
    if (!links_name(request, context, name))
        return;
    enum fault fault = link_get_owned(env_read(context->env), name, api_key_scope(&request->key), &link);
    if (fault == FAULT_NONE && link.max_clicks > 0)
        fault = click_limit_used(env_read(context->env), &link, &used);
    if (fault != FAULT_NONE)
        problem_send_fault(request, fault, "There is no such link.");
    else
        create_form_show_created(request, context, &link, used);
}

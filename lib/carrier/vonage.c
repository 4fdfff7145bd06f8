/*
 * vonage.c: the driver for Vonage's Messages API.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/vonage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "carrier/carrier_client.h"
#include "carrier/carrier_driver.h"
#include "carrier/vonage_signature.h"
#include "carrier/vonage_webhook.h"
#include "message/message_state.h"
#include "net/jwt.h"
#include "net/url.h"

enum {
    VONAGE_MOST = 64,
    VONAGE_UPDATES = 8, /* of these */
    VONAGE_LINE = JWT_SIZE + 64,
    VONAGE_PEM_SIZE = 16 * 1024,
    VONAGE_DETAIL_SHORT = 120, /* bytes of a detail that has something after it */
};

/* What is asked about a message; the answer, once it is there. */
struct vonage_update {
    bool is_used, is_answered;
    void *owner;
    struct carrier_result answer;
};

struct vonage {
    struct http_client *client;
    struct jwt_signer *maker; /* NULL: Basic */
    char url[CONFIG_VALUE_SIZE + 16];
    char authorization[VONAGE_LINE];
    long timeout; /* milliseconds */
    int64_t rate;
    struct vonage_update updates[VONAGE_UPDATES];
};

/* Reads the file of the key, with a NUL at its end. */
static void
vonage_read_key(const char *path, char out[static VONAGE_PEM_SIZE])
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        log_fatal("[vonage] private_key: %s cannot be opened: %s", path, strerror(errno));
    const size_t length = fread(out, 1, VONAGE_PEM_SIZE - 1, file);
    if (ferror(file) != 0)
        log_fatal("[vonage] private_key: %s cannot be read: %s", path, strerror(errno));
    fclose(file);
    out[length] = '\0';
}

static void
vonage_use_tokens(struct vonage *vonage, const struct config *config)
{
    char pem[VONAGE_PEM_SIZE];
    vonage_read_key(config->vonage_private_key, pem);
    if (jwt_signer_create(pem, config->vonage_application_id, &vonage->maker) != FAULT_NONE)
        log_fatal("[vonage] private_key: %s must hold an RSA private key in PEM, without a passphrase",
            config->vonage_private_key);
    explicit_bzero(pem, sizeof pem);
}

static void
vonage_use_basic(struct vonage *vonage, const struct config *config)
{
    if (strchr(config->vonage_api_key, ':') != NULL)
        log_fatal("[vonage] api_key must not contain a colon");
    carrier_client_authorize(config->vonage_api_key, config->vonage_api_secret, vonage->authorization);
}

static void
vonage_authenticate(struct vonage *vonage, const struct config *config)
{
    const bool application = config->vonage_application_id[0] != '\0';
    if (config->vonage_private_key[0] != '\0' && !application)
        log_fatal("[vonage] private_key and application_id must be set together");
    if (config->vonage_private_key[0] != '\0')
        vonage_use_tokens(vonage, config);
    else if (config->vonage_api_key[0] != '\0' && config->vonage_api_secret[0] != '\0')
        vonage_use_basic(vonage, config);
    else
        log_fatal("the carrier vonage needs application_id and private_key, or api_key and "
                  "api_secret, in [vonage]");
}

static void *
vonage_open(const struct config *config)
{
    struct vonage *vonage = xcalloc(1, sizeof *vonage);
    vonage->timeout = (long)config->vonage_timeout * 1000;
    vonage->rate = config->vonage_rate;
    vonage_authenticate(vonage, config);
    snprintf(vonage->url, sizeof vonage->url, "%s/v1/messages", config->vonage_base_url);
    vonage->client = carrier_client_create("[vonage] base_url", vonage->url, VONAGE_MOST);
    return vonage;
}

static void
vonage_close(void *self)
{
    struct vonage *vonage = self;
    http_client_free(vonage->client);
    jwt_signer_free(vonage->maker);
    explicit_bzero(vonage->authorization, sizeof vonage->authorization);
    free(vonage);
}

static int64_t
vonage_rate(const void *self)
{
    const struct vonage *vonage = self;
    return vonage->rate;
}

/* One message, without its failover. */
static struct json_object *
vonage_one(struct json_object *message, const char *id)
{
    struct json_object *out = json_object_new_object();
    json_object_object_foreach(message, name, value)
        json_object_object_add(out, name, json_object_get(value));
    json_object_object_del(out, "failover");
    json_add_text(out, "client_ref", id);
    json_add_text(out, "webhook_version", "v1");
    return out;
}

enum fault
vonage_message(struct json_object *message, const char *id, struct json_object **out)
{
    struct json_object *failover = NULL, *copies;
    *out = NULL;
    if (!json_object_is_type(message, json_type_object) || *id == '\0' || strlen(id) > VONAGE_REF_MAX)
        return FAULT_INPUT;
    const bool has = json_object_object_get_ex(message, "failover", &failover);
    if (has && !json_object_is_type(failover, json_type_array))
        return FAULT_INPUT;
    const size_t count = has ? json_object_array_length(failover) : 0;
    for (size_t i = 0; i < count; i++)
        if (!json_object_is_type(json_object_array_get_idx(failover, i), json_type_object))
            return FAULT_INPUT;
    *out = vonage_one(message, id);
    if (!has)
        return FAULT_NONE;
    copies = json_object_new_array();
    for (size_t i = 0; i < count; i++)
        json_object_array_add(copies, vonage_one(json_object_array_get_idx(failover, i), id));
    json_object_object_add(*out, "failover", copies);
    return FAULT_NONE;
}

static void
vonage_renew_token(struct vonage *vonage)
{
    if (vonage->maker != NULL)
        snprintf(vonage->authorization, sizeof vonage->authorization, "Authorization: Bearer %s",
            jwt_signer_token(vonage->maker, timestamp_now()));
}

static enum fault
vonage_send(void *self, const struct carrier_request *request)
{
    struct vonage *vonage = self;
    struct json_object *message;
    if (http_client_count(vonage->client) == VONAGE_MOST)
        return FAULT_FULL;
    enum fault fault = vonage_message(request->message, request->id, &message);
    if (fault != FAULT_NONE)
        return fault;
    vonage_renew_token(vonage);
    /* Without Expect, libcurl would send a large body a second time when 100 Continue is refused. */
    struct http_client_request post = {.url = vonage->url,
        .lines = {"Content-Type: application/json", "Accept: application/json",
            "Expect:", vonage->authorization},
        .line_count = 4,
        .timeout = vonage->timeout,
        .fresh = true,
        .owner = request->owner};
    post.body = json_text(message, &post.length);
    fault = http_client_start(vonage->client, &post);
    json_object_put(message);
    return fault;
}

static void
vonage_wait(void *self, int milliseconds)
{
    struct vonage *vonage = self;
    http_client_wait(vonage->client, milliseconds);
}

static void
vonage_clean(const char *text, char *out, size_t size)
{
    utf8_clean(text, strlen(text), out, size);
}

/* An id is kept only whole, and only of characters that one has. */
static void
vonage_take_uuid(struct json_object *body, struct carrier_result *out)
{
    const char *uuid = json_member(body, "message_uuid");
    const size_t length = strlen(uuid);
    for (size_t i = 0; i < length; i++)
        if (uuid[i] <= ' ' || uuid[i] > '~')
            return;
    if (length <= CARRIER_ID_MAX)
        memcpy(out->carrier_id, uuid, length + 1);
}

/* " (to: Must be 7 to 15 digits)": the first of 422's invalid_parameters, if there is one. */
static void
vonage_parameter(struct json_object *problem, char out[static CARRIER_DETAIL_MAX + 1])
{
    struct json_object *all;
    struct buffer text = buffer_over(out, CARRIER_DETAIL_MAX + 1);
    if (!json_object_object_get_ex(problem, "invalid_parameters", &all) ||
        !json_object_is_type(all, json_type_array) || json_object_array_length(all) == 0)
        return;
    struct json_object *first = json_object_array_get_idx(all, 0);
    if (!json_object_is_type(first, json_type_object))
        return;
    char name[33], reason[CARRIER_DETAIL_MAX - 40];
    vonage_clean(json_member(first, "name"), name, sizeof name);
    vonage_clean(json_member(first, "reason"), reason, sizeof reason);
    buffer_addf(&text, " (%s: %s)", name, reason);
}

static bool
vonage_is_problem(struct json_object *body)
{
    return json_object_is_type(body, json_type_object) &&
           (*json_member(body, "title") != '\0' || *json_member(body, "type") != '\0');
}

static void
vonage_explain(
    const struct http_client_response *answer, struct json_object *problem, struct carrier_result *out)
{
    char code[MESSAGE_ERROR_MAX + 1], detail[CARRIER_DETAIL_MAX + 1], parameter[CARRIER_DETAIL_MAX + 1],
        whole[2 * CARRIER_DETAIL_MAX + 1];
    snprintf(out->title, sizeof out->title, "HTTP %d", answer->status);
    if (!vonage_is_problem(problem)) {
        vonage_clean(answer->message, out->detail, sizeof out->detail);
        return;
    }
    /* Its words say more to people than its code, but for the one that must be told from others. */
    vonage_webhook_code(problem, code);
    const bool opted_out = message_state_is_opt_out(code);
    if (opted_out || *json_member(problem, "title") != '\0')
        vonage_clean(opted_out ? code : json_member(problem, "title"), out->title, sizeof out->title);
    vonage_parameter(problem, parameter);
    vonage_clean(json_member(problem, "detail"), detail,
        parameter[0] != '\0' ? VONAGE_DETAIL_SHORT + 1 : sizeof detail);
    snprintf(whole, sizeof whole, "%s%s", detail, parameter);
    vonage_clean(whole, out->detail, sizeof out->detail);
}

static enum carrier_outcome
vonage_outcome(int status, bool problem)
{
    if (status == 202)
        return CARRIER_ACCEPTED;
    if (status == 429)
        return CARRIER_RETRY_LATER;
    if (status == 401 || status == 402 || status == 403)
        return CARRIER_DENIED;
    if (status >= 400 && status < 500)
        return CARRIER_REFUSED;
    /* The API itself says that it could not; what stands before it does not know what happened after it. */
    if (status >= 500 && status < 600 && problem)
        return CARRIER_RETRY_LATER;
    return CARRIER_UNKNOWN;
}

static void
vonage_judge_status(const struct http_client_response *answer, struct carrier_result *out)
{
    struct json_object *body = json_read(answer->body, answer->length);
    out->status = answer->status;
    out->reached = true;
    out->outcome = vonage_outcome(answer->status, vonage_is_problem(body));
    if (out->outcome == CARRIER_RETRY_LATER)
        out->retry_after = answer->retry_after;
    if (out->outcome == CARRIER_ACCEPTED)
        vonage_take_uuid(body, out);
    else
        vonage_explain(answer, body, out);
    json_object_put(body);
}

void
vonage_judge(const struct http_client_response *answer, struct carrier_result *out)
{
    *out = (struct carrier_result){.owner = answer->owner};
    if (answer->end == HTTP_CLIENT_RESPONDED)
        vonage_judge_status(answer, out);
    else
        carrier_client_judge_end(answer, out);
}

/* Is it the answer about a message that is there already? Then it is kept for vonage_next_update. */
static bool
vonage_keep_update(struct vonage *vonage, const struct http_client_response *answer)
{
    for (size_t i = 0; i < VONAGE_UPDATES; i++) {
        struct vonage_update *update = &vonage->updates[i];
        if (answer->owner != update)
            continue;
        vonage_judge(answer, &update->answer);
        update->answer.owner = update->owner;
        update->is_answered = true;
        return true;
    }
    return false;
}

static bool
vonage_next(void *self, struct carrier_result *out)
{
    struct vonage *vonage = self;
    struct http_client_response answer;
    while (http_client_next(vonage->client, &answer)) {
        if (vonage_keep_update(vonage, &answer))
            continue;
        vonage_judge(&answer, out);
        return true;
    }
    return false;
}

static enum fault
vonage_update(void *self, const struct carrier_update *asked)
{
    static const char *const bodies[CARRIER_UPDATES] = {
        [CARRIER_REVOKE] = "{\"status\":\"revoked\"}", [CARRIER_READ] = "{\"status\":\"read\"}"};
    struct vonage *vonage = self;
    struct vonage_update *update = vonage->updates;
    char url[sizeof vonage->url + 3 * CARRIER_ID_MAX + 2], id[3 * CARRIER_ID_MAX + 1];
    while (update < vonage->updates + VONAGE_UPDATES && update->is_used)
        update++;
    if (update == vonage->updates + VONAGE_UPDATES || http_client_count(vonage->client) == VONAGE_MOST)
        return FAULT_FULL;
    if (url_encode_path(asked->carrier_id, false, id, sizeof id) != FAULT_NONE || id[0] == '\0')
        return FAULT_INPUT;
    snprintf(url, sizeof url, "%s/%s", vonage->url, id);
    vonage_renew_token(vonage);
    const struct http_client_request patch = {.url = url,
        .method = "PATCH",
        .lines = {"Content-Type: application/json", "Accept: application/json", vonage->authorization},
        .line_count = 3,
        .body = bodies[asked->kind],
        .length = strlen(bodies[asked->kind]),
        .timeout = vonage->timeout,
        .owner = update};
    const enum fault fault = http_client_start(vonage->client, &patch);
    *update = (struct vonage_update){.is_used = fault == FAULT_NONE, .owner = asked->owner};
    return fault;
}

static bool
vonage_next_update(void *self, struct carrier_result *out)
{
    struct vonage *vonage = self;
    for (size_t i = 0; i < VONAGE_UPDATES; i++)
        if (vonage->updates[i].is_answered) {
            *out = vonage->updates[i].answer;
            vonage->updates[i] = (struct vonage_update){.is_used = false};
            return true;
        }
    return false;
}

static size_t
vonage_count(const void *self)
{
    const struct vonage *vonage = self;
    return http_client_count(vonage->client);
}

const struct carrier_driver vonage_driver = {.capacity = VONAGE_MOST,
    .open = vonage_open,
    .close = vonage_close,
    .rate = vonage_rate,
    .send = vonage_send,
    .wait = vonage_wait,
    .next = vonage_next,
    .count = vonage_count,
    .update = vonage_update,
    .next_update = vonage_next_update,
    .challenge = "Bearer realm=\"curt\", error=\"invalid_token\"",
    .verify = vonage_signature_verify,
    .parse_status = vonage_webhook_parse_status,
    .parse_inbound = vonage_webhook_parse_inbound};

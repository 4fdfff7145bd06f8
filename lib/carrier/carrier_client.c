/*
 * carrier_client.c: asks a carrier over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier_client.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/log.h"
#include "base/utf8.h"

enum { CARRIER_CLIENT_PAIR = 2 * CONFIG_VALUE_SIZE /* user, colon, password */ };

_Static_assert(CARRIER_BASIC_SIZE >= BASE64_SIZE(CARRIER_CLIENT_PAIR) + 32, "a pair must fit");

struct http_client *
carrier_client_create(const char *name, const char *url, size_t most)
{
    struct http_client_policy rules = {.http = false};
    const char *why;
    if (network_parse_list(
            "0.0.0.0/0, ::/0", rules.networks, HTTP_CLIENT_NETWORKS_MAX, &rules.network_count) != FAULT_NONE)
        log_fatal("cannot parse the networks of all addresses");
    if (http_client_check(&rules, url, &why) != FAULT_NONE)
        log_fatal("%s must be an https URL; http only for this machine", name);
    return http_client_create(&rules, most);
}

void
carrier_client_authorize(const char *user, const char *password, char out[static CARRIER_BASIC_SIZE])
{
    char pair[CARRIER_CLIENT_PAIR], text[BASE64_SIZE(CARRIER_CLIENT_PAIR)];
    const int length = snprintf(pair, sizeof pair, "%s:%s", user, password);
    base64_encode(pair, (size_t)length, text);
    snprintf(out, CARRIER_BASIC_SIZE, "Authorization: Basic %s", text);
    explicit_bzero(pair, sizeof pair);
    explicit_bzero(text, sizeof text);
}

void
carrier_client_judge_end(const struct http_client_response *answer, struct carrier_result *out)
{
    static const char *const titles[] = {[HTTP_CLIENT_NOT_CONNECTED] = "Not connected",
        [HTTP_CLIENT_ADDRESS_REFUSED] = "Address refused",
        [HTTP_CLIENT_TIMED_OUT] = "Timed out",
        [HTTP_CLIENT_BROKEN] = "Connection broken"};
    *out = (struct carrier_result){.owner = answer->owner};
    out->outcome = answer->sent || answer->end == HTTP_CLIENT_BROKEN ? CARRIER_UNKNOWN : CARRIER_RETRY_LATER;
    snprintf(out->title, sizeof out->title, "%s", titles[answer->end]);
    utf8_clean(answer->message, strlen(answer->message), out->detail, sizeof out->detail);
}

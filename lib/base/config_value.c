/*
 * config_value.c: reads, describes and writes the value of a configuration key.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/app_link.h"
#include "base/config_internal.h"
#include "base/ip_address.h"

static bool
config_value_number(const char *text, int64_t least, int64_t most, int64_t *out)
{
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || n < least || n > most)
        return false;
    *out = n;
    return true;
}

static bool
config_value_time(const char *text, int64_t least, int64_t most, int64_t *out)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char digits[24];
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n >= sizeof digits || strlen(text) != n + 1)
        return false;
    memcpy(digits, text, n);
    digits[n] = '\0';
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (text[n] == units[i].letter && config_value_number(digits, 0, most / units[i].seconds, out)) {
            *out *= units[i].seconds;
            return *out >= least;
        }
    return false;
}

static bool
config_value_choice(const char *text, const char *choices, int64_t *out)
{
    const size_t length = strlen(text);
    *out = 0;
    for (const char *at = choices; *at != '\0'; (*out)++) {
        size_t n = strcspn(at, " ");
        if (n == length && strncmp(at, text, n) == 0)
            return true;
        at += n;
        at += strspn(at, " ");
    }
    return false;
}

static const char *const config_carriers[] = {
    [CONFIG_CONSOLE] = "console", [CONFIG_VONAGE] = "vonage", [CONFIG_TWILIO] = "twilio"};

const char *
config_carrier_name(enum config_carrier carrier)
{
    return config_carriers[carrier];
}

enum config_carrier
config_carrier_parse(const char *name)
{
    enum config_carrier carrier = CONFIG_CONSOLE;
    while (carrier < CONFIG_CARRIERS && strcmp(config_carriers[carrier], name) != 0)
        carrier++;
    return carrier;
}

/* Without a name and password in it: those would be shown. */
static bool
config_value_base_url(char *url)
{
    const size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    size_t n = strlen(url);
    while (n > 0 && url[n - 1] == '/')
        url[--n] = '\0';
    return scheme > 0 && n > scheme && strpbrk(url, " \t?#\"<>") == NULL &&
           memchr(url + scheme, '@', strcspn(url + scheme, "/")) == NULL;
}

/* Where visitors are sent may have a query. */
static bool
config_value_root(const char *text)
{
    char url[CONFIG_VALUE_SIZE];
    strcpy(url, text);
    url[strcspn(url, "?#")] = '\0';
    return strcmp(text, "page") == 0 || strcmp(text, "404") == 0 ||
           (strpbrk(text, " \t\"<>") == NULL && config_value_base_url(url));
}

static bool
config_value_page(const char *text)
{
    return strcmp(text, "404") != 0 && config_value_root(text);
}

static bool
config_value_networks(const char *text)
{
    struct network networks[CONFIG_NETWORKS_MAX];
    size_t count;
    return network_parse_list(text, networks, CONFIG_NETWORKS_MAX, &count) == FAULT_NONE;
}

/* One that stands alone is compared as text: of its spellings, it gets the one that all have. */
static bool
config_value_addresses(char *text, int64_t most)
{
    struct network networks[CONFIG_NETWORKS_MAX];
    size_t count;
    if (strchr(text, '/') != NULL || network_parse_list(text, networks, (size_t)most, &count) != FAULT_NONE)
        return false;
    if (most == 1 && count == 1)
        ip_address_format(&networks[0].base, text);
    return true;
}

/* A word that stands in tables and commands as it is. */
bool
config_is_host_name(const char *text)
{
    return strlen(text) <= 32 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text) &&
           text[0] != '-';
}

/* At most 32 of A-Z a-z 0-9 _ and -: what is the same however a query is written (RFC 3986, 2.3). */
static bool
config_value_parameter(const char *text)
{
    const size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    return length <= 32 && text[length] == '\0';
}

/* A header with an underscore could be another with a hyphen: CGI makes one variable of both. */
static bool
config_value_header(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    const size_t length = strspn(text, letters);
    return length > 0 && length <= 64 && text[length] == '\0' && text[0] != '-';
}

/* RFC 3986, section 3.1; "mailto:" and "https://" are none, and would allow nothing. */
static bool
config_value_schemes(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (const char *at = text + strspn(text, ", "); *at != '\0'; at += strspn(at, ", ")) {
        if (strchr(letters, *at) == NULL)
            return false;
        at += strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");
        if (*at != '\0' && strchr(", ", *at) == NULL)
            return false;
    }
    return true;
}

/* As browsers send them in Origin, since they are compared byte by byte: "https://shop.example". */
static bool
config_value_origins(const char *text)
{
    char sent[CONFIG_NETWORKS_SIZE];
    size_t length;
    for (const char *at = text + strspn(text, ", "); *at != '\0'; at += length + strspn(at + length, ", ")) {
        length = strcspn(at, ", ");
        snprintf(sent, sizeof sent, "%.*s", (int)length, at);
        if (!config_value_origin(sent) || strlen(sent) != length || memcmp(sent, at, length) != 0 ||
            strspn(sent, "abcdefghijklmnopqrstuvwxyz0123456789.-_:/[]") != length)
            return false;
    }
    return true;
}

/* How long a value may be, with its NUL. */
static size_t
config_value_size(enum config_type type)
{
    if (type == CONFIG_IOS_APPS || type == CONFIG_ANDROID_APPS)
        return CONFIG_APPS_SIZE;
    return type == CONFIG_NETWORKS || type == CONFIG_ORIGINS || type == CONFIG_ROUTES ? CONFIG_NETWORKS_SIZE
                                                                                      : CONFIG_VALUE_SIZE;
}

/* What is meant to part words, and does not, would make one of them that nothing equals. */
static bool
config_value_phrases(const char *text)
{
    return strpbrk(text, ";|") == NULL;
}

/* Puts one value in its place; false when it is not what the key takes. */
bool
config_value_set(void *config, const struct config_key *key, const char *value)
{
    char *text = (char *)config + key->offset;
    int64_t *number = (int64_t *)(void *)((char *)config + key->offset);
    switch (key->type) {
    case CONFIG_NUMBER:
        return config_value_number(value, key->least, key->most, number);
    case CONFIG_TIME:
        return config_value_time(value, key->least, key->most, number);
    case CONFIG_YES_NO:
        return config_value_choice(value, "no yes", number);
    case CONFIG_CHOICE:
        return config_value_choice(value, key->choices, number);
    case CONFIG_TEXT:
    case CONFIG_SECRET:
    case CONFIG_SECRET_FILE:
    case CONFIG_URL:
    case CONFIG_ORIGIN:
    case CONFIG_ROOT:
    case CONFIG_PAGE:
    case CONFIG_NETWORKS:
    case CONFIG_ORIGINS:
    case CONFIG_HEADER:
    case CONFIG_PARAMETER:
    case CONFIG_HOST_NAME:
    case CONFIG_ADDRESSES:
    case CONFIG_ROUTES:
    case CONFIG_SCHEMES:
    case CONFIG_PHRASES:
    case CONFIG_IOS_APPS:
    case CONFIG_ANDROID_APPS:
        break;
    }
    if (strlen(value) >= config_value_size(key->type))
        return false;
    strcpy(text, value);
    if (key->type == CONFIG_URL)
        return config_value_base_url(text);
    if (key->type == CONFIG_ORIGIN)
        return config_value_origin(text);
    if (key->type == CONFIG_ROOT)
        return config_value_root(text);
    if (key->type == CONFIG_PAGE)
        return config_value_page(text);
    if (key->type == CONFIG_HEADER)
        return config_value_header(text);
    if (key->type == CONFIG_PARAMETER)
        return config_value_parameter(text);
    if (key->type == CONFIG_HOST_NAME)
        return config_is_host_name(text);
    if (key->type == CONFIG_ADDRESSES)
        return config_value_addresses(text, key->most);
    if (key->type == CONFIG_SCHEMES)
        return config_value_schemes(text);
    if (key->type == CONFIG_ORIGINS)
        return config_value_origins(text);
    if (key->type == CONFIG_PHRASES)
        return config_value_phrases(text);
    if (key->type == CONFIG_IOS_APPS)
        return app_link_check(text, app_link_read_ios);
    if (key->type == CONFIG_ANDROID_APPS)
        return app_link_check(text, app_link_read_android);
    return key->type != CONFIG_NETWORKS || config_value_networks(text);
}

void
config_value_expected(const struct config_key *key, char out[static CONFIG_EXPECTED_SIZE])
{
    switch (key->type) {
    case CONFIG_NUMBER:
        snprintf(out, CONFIG_EXPECTED_SIZE, "a number from %lld to %lld", (long long)key->least,
            (long long)key->most);
        break;
    case CONFIG_TIME:
        snprintf(out, CONFIG_EXPECTED_SIZE, "a time such as 90s, 15m, 12h or 30d, from %llds to %llds",
            (long long)key->least, (long long)key->most);
        break;
    case CONFIG_YES_NO:
        snprintf(out, CONFIG_EXPECTED_SIZE, "yes or no");
        break;
    case CONFIG_CHOICE:
        snprintf(out, CONFIG_EXPECTED_SIZE, "one of: %s", key->choices);
        break;
    case CONFIG_URL:
        snprintf(out, CONFIG_EXPECTED_SIZE, "an address such as https://s.example.com");
        break;
    case CONFIG_ORIGIN:
        snprintf(out, CONFIG_EXPECTED_SIZE,
            "scheme, host and perhaps a port, such as https://s.example.com; curt is not served below a "
            "path");
        break;
    case CONFIG_ROOT:
        snprintf(out, CONFIG_EXPECTED_SIZE, "page, 404, or an address such as https://example.com/");
        break;
    case CONFIG_PAGE:
        snprintf(out, CONFIG_EXPECTED_SIZE, "page, or an address such as https://example.com/");
        break;
    case CONFIG_NETWORKS:
        snprintf(out, CONFIG_EXPECTED_SIZE, "up to %d networks such as 10.0.0.0/8, separated by commas",
            CONFIG_NETWORKS_MAX);
        break;
    case CONFIG_ORIGINS:
        snprintf(out, CONFIG_EXPECTED_SIZE, "origins such as https://shop.example, separated by commas");
        break;
    case CONFIG_PARAMETER:
        snprintf(out, CONFIG_EXPECTED_SIZE, "the name of a parameter, such as curt_id, or nothing");
        break;
    case CONFIG_HEADER:
        snprintf(out, CONFIG_EXPECTED_SIZE, "the name of a header, such as X-Forwarded-For");
        break;
    case CONFIG_HOST_NAME:
        snprintf(out, CONFIG_EXPECTED_SIZE, "at most 32 of the characters a-z, 0-9 and -");
        break;
    case CONFIG_ADDRESSES:
        snprintf(out, CONFIG_EXPECTED_SIZE,
            key->most == 1 ? "an IP address such as 10.8.0.1"
                           : "up to %lld IP addresses such as 10.8.0.2, separated by commas",
            (long long)key->most);
        break;
    case CONFIG_ROUTES:
        snprintf(out, CONFIG_EXPECTED_SIZE, "routes such as sms +44: twilio, separated by commas");
        break;
    case CONFIG_SCHEMES:
        snprintf(out, CONFIG_EXPECTED_SIZE, "names of schemes such as https, tel, separated by commas");
        break;
    case CONFIG_IOS_APPS:
        snprintf(out, CONFIG_EXPECTED_SIZE, "apps such as ABCDE12345.com.example.app, separated by commas");
        break;
    case CONFIG_ANDROID_APPS:
        snprintf(out, CONFIG_EXPECTED_SIZE,
            "apps such as com.example.app/14:6D:...:44:E5, with the SHA-256 of the certificate, separated by "
            "commas");
        break;
    case CONFIG_PHRASES:
        snprintf(out, CONFIG_EXPECTED_SIZE, "at most %d characters, words separated by commas",
            CONFIG_VALUE_SIZE - 1);
        break;
    case CONFIG_TEXT:
    case CONFIG_SECRET:
    case CONFIG_SECRET_FILE:
        snprintf(out, CONFIG_EXPECTED_SIZE, "at most %d characters", CONFIG_VALUE_SIZE - 1);
        break;
    }
}

void
config_value_format(const void *config, const struct config_key *key, char out[static CONFIG_NETWORKS_SIZE])
{
    const char *text = (const char *)config + key->offset;
    int64_t number = 0;
    if (key->type == CONFIG_NUMBER || key->type == CONFIG_TIME || key->type == CONFIG_YES_NO ||
        key->type == CONFIG_CHOICE)
        memcpy(&number, text, sizeof number);
    switch (key->type) {
    case CONFIG_SECRET:
        snprintf(out, CONFIG_NETWORKS_SIZE, "%s", *text == '\0' ? "" : "****");
        break;
    case CONFIG_TIME:
        snprintf(out, CONFIG_NETWORKS_SIZE, "%llds", (long long)number);
        break;
    case CONFIG_NUMBER:
        snprintf(out, CONFIG_NETWORKS_SIZE, "%lld", (long long)number);
        break;
    case CONFIG_YES_NO:
        snprintf(out, CONFIG_NETWORKS_SIZE, "%s", number != 0 ? "yes" : "no");
        break;
    case CONFIG_CHOICE: {
        const char *at = key->choices;
        for (; number > 0; number--)
            at = strchr(at, ' ') + 1;
        snprintf(out, CONFIG_NETWORKS_SIZE, "%.*s", (int)strcspn(at, " "), at);
        break;
    }
    case CONFIG_TEXT:
    case CONFIG_SECRET_FILE:
    case CONFIG_URL:
    case CONFIG_ORIGIN:
    case CONFIG_ROOT:
    case CONFIG_PAGE:
    case CONFIG_NETWORKS:
    case CONFIG_ORIGINS:
    case CONFIG_HEADER:
    case CONFIG_PARAMETER:
    case CONFIG_HOST_NAME:
    case CONFIG_ADDRESSES:
    case CONFIG_ROUTES:
    case CONFIG_SCHEMES:
    case CONFIG_PHRASES:
    case CONFIG_IOS_APPS:
    case CONFIG_ANDROID_APPS:
        snprintf(out, CONFIG_NETWORKS_SIZE, "%s", text);
        break;
    }
}

/*
 * url.h: the URL that a link leads to, checked once and written down the way it will be sent in Location.
 *
 * libcurl's URL parser reads an http or https URL. What is kept is ASCII only: an international host name in
 * punycode, other bytes above 0x7f percent-encoded. A URL of another scheme that is allowed is kept byte for
 * byte, but for those bytes. Spaces and control characters are refused, not encoded: they are a sender's
 * mistake.
 */
#ifndef CURT_NET_URL_H
#define CURT_NET_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/config.h"
#include "base/input_error.h"

#define URL_MAX       8192 /* bytes, without the NUL */
#define URL_HOST_SIZE 256  /* with its NUL */

struct url_rules {
    const char *schemes;          /* the allowed ones, separated by commas or spaces: "http, https" */
    const char *own_base;         /* curt's own base URL: a link to its host and port is refused, */
    const struct config *domains; /* and one to those of its other domains; NULL: there are none */
};

/*
 * Checks a URL and writes what to keep to out. FAULT_INPUT, and FAULT_FULL when it is longer than URL_MAX,
 * before or after: *error says what is wrong with the field url.
 */
enum fault url_check(
    const char *text, const struct url_rules *rules, char out[static URL_MAX + 1], struct input_error *error);

/* Is it a URL with a scheme, any one, and without spaces and control characters? */
bool url_is_absolute(const char *text);

/*
 * Writes a text with each byte percent-encoded that is no printable ASCII, at most size bytes with the NUL;
 * FAULT_FULL when it is cut off. What is encoded already stays.
 */
enum fault url_encode(const char *text, char *out, size_t size);

/*
 * Writes a text as what stands in a path (RFC 3986, 3.3), each byte percent-encoded but for unreserved ones
 * and the delimiters that mean nothing there: ! $ & ( ) * + , = : @. Encoded, too, are ; and ', which end the
 * path in a Set-Cookie and in HTML. A slash stays if the text may be several parts of the path (slashes);
 * else it is %2F. Decoded once, it is the text again. FAULT_FULL when it is cut off.
 */
enum fault url_encode_path(const char *text, bool slashes, char *out, size_t size);

/* Writes a text as a name or value of a query or a form, each byte percent-encoded but for unreserved ones
 * (RFC 3986, 2.3). FAULT_FULL when it is cut off. */
enum fault url_encode_value(const char *text, char *out, size_t size);

/* The same, added to a buffer. */
void url_add_value(struct buffer *, const char *text);

/*
 * Takes the next name and value off a form (application/x-www-form-urlencoded), which is written over; a
 * value that is not there is "". FAULT_MISSING past the last; FAULT_INPUT: it cannot be decoded.
 */
enum fault url_form_next(char **rest, char **name, char **value);

/*
 * The path of an http(s) URL as browsers and servers read it: decoded, without dot segments, and encoded as
 * url_encode_path does it, so that two ways to write the same are one. "" when there is none; FAULT_FULL.
 */
enum fault url_path(const char *text, char *out, size_t size);

/* The host name of an http(s) URL in lower case, "" when there is none. */
void url_host(const char *text, char out[static URL_HOST_SIZE]);

/* Percent-decodes text in place, after turning each + into a space when plus is set; FAULT_INPUT for a %00.
 */
enum fault url_decode(char *text, int plus);

#endif

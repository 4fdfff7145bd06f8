#include "web/json.h"

#include <string.h>

#include "base/log.h"

enum { JSON_DEPTH = 16 };

/*
 * What json-c takes even when it is strict: names and texts in single quotes, NaN and Infinity, control
 * characters in texts; and \u0000, at which it cuts a name off, so that one that nobody knows could pass for
 * one that is known.
 */
static bool
json_is_plain(const char *text)
{
    bool quoted = false;
    for (const char *at = text; *at != '\0'; at++) {
        if (quoted && (unsigned char)*at < 0x20)
            return false;
        if (quoted && *at == '\\') {
            if (strncmp(at, "\\u0000", 6) == 0)
                return false;
            at += at[1] != '\0';
        } else if (*at == '"') {
            quoted = !quoted;
        } else if (!quoted && strchr("{}[]:,+-.0123456789eEtruefalsn \t\r\n", *at) == NULL) {
            return false;
        }
    }
    return true;
}

struct json_object *
json_read(const char *text, size_t length)
{
    if (!json_is_plain(text))
        return NULL;
    struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH);
    if (tokener == NULL)
        log_fatal("out of memory");
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    /* The NUL behind the text tells json-c that a number at the end is complete. */
    struct json_object *value = json_tokener_parse_ex(tokener, text, (int)length + 1);
    const bool whole = json_tokener_get_error(tokener) == json_tokener_success;
    json_tokener_free(tokener);
    if (!whole) {
        json_object_put(value);
        value = NULL;
    }
    return value;
}

void
json_send(struct http *http, int status, const char *type, struct json_object *value)
{
    const char *text = json_object_to_json_string_ext(
        value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    http_header(http, "Cache-Control", "no-store");
    http_send(http, status, type, text, strlen(text));
    json_object_put(value);
}

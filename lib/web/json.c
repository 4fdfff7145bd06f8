#include "web/json.h"

#include <string.h>

#include "base/log.h"

enum { JSON_DEPTH = 16 };

/* json-c cuts a name off at \u0000, so that a name that nobody knows could pass for one that is known. */
static bool
json_has_nul(const char *text)
{
    for (const char *at = text; (at = strchr(at, '\\')) != NULL && at[1] != '\0'; at += 2)
        if (strncmp(at, "\\u0000", 6) == 0)
            return true;
    return false;
}

struct json_object *
json_read(const char *text, size_t length)
{
    if (json_has_nul(text))
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

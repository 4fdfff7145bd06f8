#include "web/json.h"

#include "base/clock.h"

void
json_send(struct http *http, int status, const char *type, struct json_object *value)
{
    size_t length;
    const char *text = json_text(value, &length);
    http_header(http, "Cache-Control", "no-store");
    http_send(http, status, type, text, length);
    json_object_put(value);
}

void
json_add_moment(struct json_object *to, const char *name, int64_t moment)
{
    char text[CLOCK_TEXT];
    clock_text(moment, text);
    json_object_object_add(to, name, moment == 0 ? NULL : json_object_new_string(text));
}

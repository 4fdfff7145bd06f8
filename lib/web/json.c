#include "web/json.h"

void
json_send(struct http *http, int status, const char *type, struct json_object *value)
{
    size_t length;
    const char *text = json_text(value, &length);
    http_header(http, "Cache-Control", "no-store");
    http_send(http, status, type, text, length);
    json_object_put(value);
}

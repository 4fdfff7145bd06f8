#!/bin/bash
# json-c-half-surrogate: a text that json-c refuses can change what it reads of the next one.
#
# A tokener remembers the first half of a surrogate pair (\ud83d) until the second half comes. When the \u after it is cut off,
# or is none, that is an error and the half stays. json_tokener_reset(), which readies a tokener for the next text, does not
# clear it: the first \u escape of the next text then comes with a character U+FFFD before it, or, if it is a second half, as
# a character of which each text had one half. A server that keeps a tokener for its requests mixes them so. A new
# tokener for each text, or at least after each error, has nothing of it.
#
# Seen with json-c 0.16-2 of Debian 12.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >read.c <<'END'
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

static void
read_text(struct json_tokener *tokener, const char *text)
{
    json_tokener_reset(tokener);
    struct json_object *value = json_tokener_parse_ex(tokener, text, (int)strlen(text) + 1);
    printf("%s: %s\n", text, value != NULL ? json_object_get_string(value) : json_tokener_error_desc(json_tokener_get_error(tokener)));
    json_object_put(value);
}

int
main(void)
{
    struct json_tokener *tokener = json_tokener_new();
    read_text(tokener, "\"\\u00e9\"");
    read_text(tokener, "\"\\ud83d\\uZZ\"");
    read_text(tokener, "\"\\u00e9\"");
    json_tokener_free(tokener);
    return 0;
}
END
# shellcheck disable=SC2046
gcc read.c $(pkg-config --cflags --libs json-c) -o read
./read | tee seen
diff seen - <<'END'
"\u00e9": é
"\ud83d\uZZ": invalid string sequence
"\u00e9": �é
END

/*
 * ucs2_characters.c: names the characters that make an SMS UCS-2.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/ucs2_characters.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "message/gsm7.h"

struct ucs2_character {
    uint32_t code;
    const char *at;
    size_t length, position, count;
};

static struct json_object *
ucs2_character_to_json(const struct ucs2_character *one)
{
    char code_point[16];
    struct json_object *json = json_object_new_object();
    const char *replacement = gsm7_replacement(one->code);
    snprintf(code_point, sizeof code_point, "U+%04X", (unsigned)one->code);
    json_object_object_add(json, "character", json_object_new_string_len(one->at, (int)one->length));
    json_add_text(json, "code_point", code_point);
    json_object_object_add(json, "position", json_object_new_uint64(one->position));
    json_object_object_add(json, "count", json_object_new_uint64(one->count));
    json_object_object_add(
        json, "replacement", replacement != NULL ? json_object_new_string(replacement) : NULL);
    return json;
}

struct json_object *
ucs2_characters_to_json(const char *text)
{
    struct ucs2_character found[UCS2_CHARACTERS_MAX];
    struct json_object *list = json_object_new_array();
    size_t count = 0, n, left = strlen(text);
    uint32_t code;
    for (size_t position = 0; left > 0 && (n = utf8_decode(text, left, &code)) > 0; position++) {
        size_t i = 0;
        while (i < count && found[i].code != code)
            i++;
        if (i < count)
            found[i].count++;
        else if (count < UCS2_CHARACTERS_MAX && gsm7_septets(code) == 0)
            found[count++] = (struct ucs2_character){code, text, n, position, 1};
        text += n;
        left -= n;
    }
    for (size_t i = 0; i < count; i++)
        json_object_array_add(list, ucs2_character_to_json(&found[i]));
    return list;
}

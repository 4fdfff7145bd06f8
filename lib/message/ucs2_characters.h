/*
 * ucs2_characters.h: the characters of an SMS that are not in GSM-7 and make the whole of it UCS-2, named for
 * people.
 */
#ifndef CURT_MESSAGE_UCS2_CHARACTERS_H
#define CURT_MESSAGE_UCS2_CHARACTERS_H

#include "base/json.h"

#define UCS2_CHARACTERS_MAX 20 /* different ones that are named */

/*
 * [{"character", "code_point": "U+2019", "position": characters before its first, "count", "replacement"},
 * ...] in order of appearance; replacement (gsm7.h) is null when there is none. The text is UTF-8. The caller
 * owns the array.
 */
struct json_object *ucs2_characters_to_json(const char *text);

#endif

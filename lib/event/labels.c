/*
 * labels.c: a campaign and tags as bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/labels.h"

#include <string.h>

#include "db/codec.h"

bool
label_is_valid(const char *name)
{
    const size_t length = strlen(name);
    if (length < 1 || length > LABEL_MAX)
        return false;
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return false;
    return true;
}

bool
labels_have_tag(const struct labels *labels, const char *tag)
{
    size_t i = 0;
    while (i < labels->tag_count && strcmp(labels->tags[i], tag) != 0)
        i++;
    return i < labels->tag_count;
}

void
labels_add_json(const struct labels *labels, struct json_object *to)
{
    json_add_known(to, "campaign", labels->campaign);
    if (labels->tag_count == 0)
        return;
    struct json_object *tags = json_object_new_array();
    for (size_t i = 0; i < labels->tag_count; i++)
        json_object_array_add(tags, json_object_new_string(labels->tags[i]));
    json_object_object_add(to, "tags", tags);
}

size_t
labels_encode(const struct labels *labels, uint8_t out[static LABELS_BYTES_MAX])
{
    struct encoder p = encoder_over(out, LABELS_BYTES_MAX);
    if (labels->campaign[0] == '\0' && labels->tag_count == 0)
        return 0;
    encode_text(&p, labels->campaign);
    for (size_t i = 0; i < labels->tag_count; i++)
        encode_text(&p, labels->tags[i]);
    return p.length;
}

enum fault
labels_decode(const void *bytes, size_t length, struct labels *out)
{
    struct decoder u = decoder_over(bytes, length);
    out->campaign[0] = '\0';
    out->tag_count = 0;
    if (length == 0)
        return FAULT_NONE;
    decode_text(&u, out->campaign, sizeof out->campaign);
    while (u.at < u.end && !u.bad && out->tag_count < LABELS_TAGS_MAX)
        decode_text(&u, out->tags[out->tag_count++], sizeof out->tags[0]);
    return u.bad || u.at < u.end ? FAULT_INPUT : FAULT_NONE;
}

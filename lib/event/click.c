/*
 * click.c: a click as bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/click.h"

#include <stdbool.h>
#include <string.h>

#include "db/codec.h"

enum { CLICK_HAS_RULE = 128 /* beside the length of the address */ };

const char *click_class_name(enum click_class class)
{
    static const char *const names[CLICK_CLASSES] = {
        [CLICK_PERSON] = "person",
        [CLICK_BOT] = "bot",
        [CLICK_PREVIEW] = "preview",
        [CLICK_PREFETCH] = "prefetch",
    };
    return names[class];
}

const char *
click_event_type(enum event_kind kind)
{
    switch (kind) {
    case EVENT_CLICK:
        return "link.clicked";
    case EVENT_PREFETCH:
        return "link.prefetched";
    case EVENT_PREVIEW:
        return "link.previewed";
    case EVENT_MISSED:
        return "link.missed";
    default:
        return NULL;
    }
}

static void
click_pack_text(struct encoder *p, struct click_text text, size_t most)
{
    encode_text_bytes(p, text.bytes, text.length < most ? text.length : most);
}

static void
click_pack_rule(struct encoder *p, const struct click *click)
{
    const size_t length = click->target.length;
    encode_u8(p, click->rule);
    encode_text_bytes(p, click->target.bytes, length < CLICK_TARGET_MAX ? length : CLICK_TARGET_MAX);
}

/* Of a domain, //DOMAIN/CODE, else the code: a name of link/link_name.h. */
static void
click_pack_name(struct encoder *p, const struct click *click)
{
    const struct click_text *domain = &click->domain;
    if (domain->length == 0) {
        encode_text_bytes(p, click->code.bytes, click->code.length);
        return;
    }
    encode_u16(p, (uint16_t)(3 + domain->length + click->code.length));
    encode_bytes(p, "//", 2);
    encode_bytes(p, domain->bytes, domain->length);
    encode_bytes(p, "/", 1);
    encode_bytes(p, click->code.bytes, click->code.length);
}

static void
click_unpack_name(struct click_text name, struct click *out)
{
    const bool has_domain = name.length > 2 && memcmp(name.bytes, "//", 2) == 0;
    const char *slash = has_domain ? memchr(name.bytes + 2, '/', name.length - 2) : NULL;
    out->code = name;
    out->domain = (struct click_text){0};
    if (slash == NULL)
        return;
    out->domain = (struct click_text){name.bytes + 2, (size_t)(slash - name.bytes) - 2};
    out->code = (struct click_text){slash + 1, name.length - (size_t)(slash + 1 - name.bytes)};
}

struct click_text
click_name(const struct click *click)
{
    if (click->domain.length == 0)
        return click->code;
    return (struct click_text){click->domain.bytes - 2, 3 + click->domain.length + click->code.length};
}

enum fault
click_encode(const struct click *click, uint8_t *out, size_t size, size_t *length)
{
    const bool rules = click->target.length > 0;
    struct encoder p = encoder_over(out, size);
    encode_u64(&p, click->link);
    encode_u32(&p, click->owner);
    encode_u64(&p, click->visitor);
    encode_u8(&p, (uint8_t)(click->address.length | (rules ? CLICK_HAS_RULE : 0)));
    encode_bytes(&p, click->address.bytes, click->address.length);
    if (rules)
        click_pack_rule(&p, click);
    click_pack_name(&p, click);
    encode_text_bytes(&p, click->labels.bytes, click->labels.length);
    click_pack_text(&p, click->referrer, CLICK_REFERRER_MAX);
    click_pack_text(&p, click->agent, CLICK_USER_AGENT_MAX);
    click_pack_text(&p, click->language, CLICK_LANGUAGE_MAX);
    click_pack_text(&p, click->query, CLICK_QUERY_MAX);
    if (click->message != NULL)
        encode_bytes(&p, click->message, UUID_BYTES);
    *length = p.length;
    return p.full ? FAULT_FULL : FAULT_NONE;
}

static struct click_text
click_unpack_text(struct decoder *u)
{
    struct click_text text;
    text.bytes = decode_text_bytes(u, &text.length);
    return text;
}

enum fault
click_decode(const uint8_t *bytes, size_t length, struct click *out)
{
    struct decoder u = decoder_over(bytes, length);
    out->link = decode_u64(&u);
    out->owner = decode_u32(&u);
    out->visitor = decode_u64(&u);
    const uint8_t first = decode_u8(&u);
    const bool rules = (first & CLICK_HAS_RULE) != 0;
    out->address = (struct ip_address){.length = (uint8_t)(first & ~CLICK_HAS_RULE)};
    const void *address = out->address.length <= 16 ? decode_bytes(&u, out->address.length) : NULL;
    if (address == NULL)
        return FAULT_INPUT;
    memcpy(out->address.bytes, address, out->address.length);
    out->rule = rules ? decode_u8(&u) : 0;
    out->target = rules ? click_unpack_text(&u) : (struct click_text){NULL, 0};
    click_unpack_name(click_unpack_text(&u), out);
    out->labels = click_unpack_text(&u);
    out->referrer = click_unpack_text(&u);
    out->agent = click_unpack_text(&u);
    out->language = click_unpack_text(&u);
    out->query = click_unpack_text(&u);
    out->message = u.at < u.end ? decode_bytes(&u, UUID_BYTES) : NULL;
    return u.bad ? FAULT_INPUT : FAULT_NONE;
}

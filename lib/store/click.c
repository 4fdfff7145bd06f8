#include "store/click.h"

#include <string.h>

#include "store/pack.h"

static void
click_pack_text(struct pack *p, struct click_text text, size_t most)
{
    pack_text_bytes(p, text.bytes, text.length < most ? text.length : most);
}

enum fault
click_pack(const struct click *click, uint8_t *out, size_t size, size_t *length)
{
    struct pack p = pack_over(out, size);
    pack_u64(&p, click->link);
    pack_u32(&p, click->owner);
    pack_u64(&p, click->visitor);
    pack_u8(&p, click->address.length);
    pack_bytes(&p, click->address.bytes, click->address.length);
    pack_text_bytes(&p, click->code.bytes, click->code.length);
    pack_text_bytes(&p, click->labels.bytes, click->labels.length);
    click_pack_text(&p, click->referrer, CLICK_REFERRER_MAX);
    click_pack_text(&p, click->agent, CLICK_AGENT_MAX);
    click_pack_text(&p, click->language, CLICK_LANGUAGE_MAX);
    click_pack_text(&p, click->query, CLICK_QUERY_MAX);
    if (click->message != NULL)
        pack_bytes(&p, click->message, UUID_BYTES);
    *length = p.length;
    return p.full ? FAULT_FULL : FAULT_NONE;
}

static struct click_text
click_unpack_text(struct unpack *u)
{
    struct click_text text;
    text.bytes = unpack_text_bytes(u, &text.length);
    return text;
}

enum fault
click_unpack(const uint8_t *bytes, size_t length, struct click *out)
{
    struct unpack u = unpack_over(bytes, length);
    out->link = unpack_u64(&u);
    out->owner = unpack_u32(&u);
    out->visitor = unpack_u64(&u);
    out->address = (struct address){.length = unpack_u8(&u)};
    const void *address = out->address.length <= 16 ? unpack_bytes(&u, out->address.length) : NULL;
    if (address == NULL)
        return FAULT_INPUT;
    memcpy(out->address.bytes, address, out->address.length);
    out->code = click_unpack_text(&u);
    out->labels = click_unpack_text(&u);
    out->referrer = click_unpack_text(&u);
    out->agent = click_unpack_text(&u);
    out->language = click_unpack_text(&u);
    out->query = click_unpack_text(&u);
    out->message = u.at < u.end ? unpack_bytes(&u, UUID_BYTES) : NULL;
    return u.bad ? FAULT_INPUT : FAULT_NONE;
}

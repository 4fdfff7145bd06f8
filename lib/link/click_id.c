/*
 * click_id.c: makes and reads the ids of clicks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/click_id.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/random.h"
#include "base/sha256.h"
#include "net/url.h"

enum { CLICK_ID_TIME = 6, CLICK_ID_RANDOM = 6, CLICK_ID_MAC = 12, CLICK_ID_TEXT = 32 };

/* All but the name. */
struct click_id {
    uint8_t time[CLICK_ID_TIME], random[CLICK_ID_RANDOM], mac[CLICK_ID_MAC];
};

_Static_assert(sizeof(struct click_id) == CLICK_ID_TEXT / 4 * 3, "its bytes fill its characters");

static void
click_id_sign(
    const struct link *link, const char *name, struct click_id *id, uint8_t mac[static SHA256_BYTES])
{
    sha256_hmac((const uint8_t *)&link->id, sizeof link->id,
        (const struct sha256_part[]){
            {"click", sizeof "click"}, {id->time, CLICK_ID_TIME + CLICK_ID_RANDOM}, {name, strlen(name)}},
        3, mac);
}

/* From base64 to base64url, and back. */
static void
click_id_replace(char text[static CLICK_ID_TEXT], const char from[2], const char to[2])
{
    for (size_t i = 0; i < CLICK_ID_TEXT; i++)
        for (int k = 0; k < 2; k++)
            if (text[i] == from[k]) {
                text[i] = to[k];
                break;
            }
}

void
click_id_make(const struct link *link, int64_t at, char out[static CLICK_ID_SIZE])
{
    struct click_id id;
    char name[LINK_NAME_MAX + 1];
    uint8_t mac[SHA256_BYTES];
    const uint64_t milliseconds = (uint64_t)(at / 1000);
    for (int i = 0; i < CLICK_ID_TIME; i++)
        id.time[i] = (uint8_t)(milliseconds >> (8 * (CLICK_ID_TIME - 1 - i)));
    random_bytes(id.random, sizeof id.random);
    link_name(link, name);
    click_id_sign(link, name, &id, mac);
    memcpy(id.mac, mac, sizeof id.mac);
    base64_encode(&id, sizeof id, out);
    click_id_replace(out, "+/", "-_");
    out[CLICK_ID_TEXT] = '.';
    url_encode_path(name, false, out + CLICK_ID_TEXT + 1, CLICK_ID_SIZE - CLICK_ID_TEXT - 1);
}

enum fault
click_id_read(struct txn *txn, const char *text, struct link *out, int64_t *at)
{
    struct click_id id;
    char first[CLICK_ID_TEXT + 1], name[CLICK_ID_SIZE];
    uint8_t mac[SHA256_BYTES], given[SHA256_BYTES];
    uint64_t milliseconds = 0;
    size_t length;
    if (strlen(text) >= CLICK_ID_SIZE || strlen(text) < CLICK_ID_TEXT + 2 || text[CLICK_ID_TEXT] != '.' ||
        strcspn(text, "+/") < CLICK_ID_TEXT)
        return FAULT_INPUT;
    memcpy(first, text, CLICK_ID_TEXT);
    strcpy(name, text + CLICK_ID_TEXT + 1);
    click_id_replace(first, "-_", "+/");
    if (base64_decode(first, CLICK_ID_TEXT, (uint8_t *)&id, sizeof id, &length) != FAULT_NONE ||
        url_decode(name, 0) != FAULT_NONE || strlen(name) > LINK_NAME_MAX || !link_name_is_valid(name))
        return FAULT_INPUT;
    const enum fault fault = link_get(txn, name, out);
    if (fault != FAULT_NONE)
        return fault;
    click_id_sign(out, name, &id, mac);
    memcpy(given, mac, sizeof given);
    memcpy(given, id.mac, sizeof id.mac);
    for (int i = 0; i < CLICK_ID_TIME; i++)
        milliseconds = milliseconds << 8 | id.time[i];
    *at = (int64_t)milliseconds * 1000;
    return sha256_equal(given, mac) ? FAULT_NONE : FAULT_INPUT;
}

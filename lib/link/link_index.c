/*
 * link_index.c: the rows of the index, and lists of links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_index.h"

#include <string.h>

#include "base/sha256.h"
#include "db/codec.h"

enum {
    INDEX_KEY_MAX = 1 + 4 + 2 + LABEL_MAX + 8 + LINK_NAME_MAX,
    INDEX_URL = 'u',
    INDEX_URL_DIGEST = 16, /* bytes of it: a false match is looked at and passed over */
    INDEX_NAMES = 64,      /* read at a time */
    INDEX_SAME_MOST = 100, /* links to one URL that are looked through for a live one */
};

/* group, owner, name; then the time upside down, so that the newest comes first. */
static void
index_pack_group(struct encoder *p, enum link_group group, uint32_t owner, const char *name)
{
    encode_u8(p, (uint8_t)group);
    encode_u32(p, owner);
    if (group != LINK_GROUP_ALL)
        encode_text(p, name);
}

static void
index_pack_place(struct encoder *p, int64_t created, const char *name)
{
    encode_u64(p, UINT64_MAX - (uint64_t)created);
    encode_bytes(p, name, strlen(name));
}

static void
index_pack_url(struct encoder *p, uint32_t owner, const char *url)
{
    uint8_t digest[SHA256_BYTES];
    sha256_text(url, digest);
    encode_u8(p, INDEX_URL);
    encode_u32(p, owner);
    encode_bytes(p, digest, INDEX_URL_DIGEST);
}

static enum fault
index_put(struct txn *txn, struct row_key key)
{
    return row_put(txn, TABLE_LINK_INDEX, key, "", 0);
}

typedef enum fault index_write(struct txn *, struct row_key);

static enum fault
index_write_group(
    struct txn *txn, const struct link *link, enum link_group group, const char *name, index_write *write)
{
    const uint32_t owners[] = {0, link->owner};
    char own[LINK_NAME_MAX + 1];
    link_name(link, own);
    for (int i = 0; i < 2; i++) {
        uint8_t space[INDEX_KEY_MAX];
        struct encoder p = encoder_over(space, sizeof space);
        index_pack_group(&p, group, owners[i], name);
        index_pack_place(&p, link->created, own);
        enum fault fault = write(txn, encoder_key(&p));
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault
index_write_all(struct txn *txn, const struct link *link, index_write *write)
{
    uint8_t space[INDEX_KEY_MAX];
    char own[LINK_NAME_MAX + 1];
    struct encoder p = encoder_over(space, sizeof space);
    link_name(link, own);
    index_pack_url(&p, link->owner, link->url);
    encode_bytes(&p, own, strlen(own));
    enum fault fault = write(txn, encoder_key(&p));
    if (fault == FAULT_NONE)
        fault = index_write_group(txn, link, LINK_GROUP_ALL, "", write);
    if (fault == FAULT_NONE && link->labels.campaign[0] != '\0')
        fault = index_write_group(txn, link, LINK_GROUP_CAMPAIGN, link->labels.campaign, write);
    for (size_t i = 0; i < link->labels.tag_count && fault == FAULT_NONE; i++)
        fault = index_write_group(txn, link, LINK_GROUP_TAG, link->labels.tags[i], write);
    return fault;
}

static enum fault
index_take(struct txn *txn, struct row_key key)
{
    return row_remove(txn, TABLE_LINK_INDEX, key);
}

/* No link is as new as this. Berkeley DB locks the page where it would be: the first one of all. */
enum fault
link_index_hold(struct txn *txn)
{
    uint8_t space[INDEX_KEY_MAX], row[1];
    size_t length;
    struct encoder p = encoder_over(space, sizeof space);
    index_pack_group(&p, LINK_GROUP_ALL, 0, "");
    encode_u64(&p, 0);
    const enum fault fault = row_get_for_update(
        txn, TABLE_LINK_INDEX, encoder_key(&p), row, sizeof row, &length);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
link_index_add(struct txn *txn, const struct link *link)
{
    return index_write_all(txn, link, index_put);
}

enum fault
link_index_remove(struct txn *txn, const struct link *link)
{
    return index_write_all(txn, link, index_take);
}

static enum fault
index_look(struct txn *txn, struct row_key key)
{
    uint8_t row[1];
    size_t length;
    return row_get_head(txn, TABLE_LINK_INDEX, key, row, sizeof row, &length);
}

enum fault
link_index_check(struct txn *txn, const struct link *link)
{
    return index_write_all(txn, link, index_look);
}

enum fault
link_index_name(struct row_key key, char name[static LINK_NAME_MAX + 1])
{
    size_t length;
    struct decoder u = decoder_over(key.bytes, key.length);
    const uint8_t group = decode_u8(&u);
    decode_u32(&u);
    if (group == LINK_GROUP_CAMPAIGN || group == LINK_GROUP_TAG)
        decode_text_bytes(&u, &length);
    decode_bytes(&u, group == INDEX_URL ? INDEX_URL_DIGEST : 8);
    length = (size_t)(u.end - u.at);
    if (u.bad || length < 1 || length > LINK_NAME_MAX ||
        (group != INDEX_URL && group != LINK_GROUP_ALL && group != LINK_GROUP_CAMPAIGN &&
            group != LINK_GROUP_TAG))
        return FAULT_INPUT;
    memcpy(name, u.at, length);
    name[length] = '\0';
    return FAULT_NONE;
}

/* The owner's first tag that sorts after this one, as the index has them (by length, then by bytes); "" is
 * before all. May be in place. FAULT_MISSING past the last. */
static enum fault
index_next_tag(struct txn *txn, uint32_t owner, char tag[static LABEL_MAX + 1])
{
    static const uint8_t last[8 + 1] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    uint8_t space[INDEX_KEY_MAX];
    struct cursor cursor;
    struct encoder p = encoder_over(space, sizeof space);
    index_pack_group(&p, LINK_GROUP_TAG, owner, tag);
    encode_bytes(&p, last, tag[0] != '\0' ? sizeof last : 0); /* after all links that have it */
    const enum fault fault = row_next(txn, TABLE_LINK_INDEX, encoder_key(&p), &cursor, NULL, 0);
    if (fault != FAULT_NONE)
        return fault;
    struct decoder u = decoder_over(cursor.key, cursor.key_length);
    const uint8_t group = decode_u8(&u);
    if (group != LINK_GROUP_TAG || decode_u32(&u) != owner)
        return FAULT_MISSING;
    decode_text(&u, tag, LABEL_MAX + 1);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
index_has_tag(struct txn *txn, uint32_t owner, const char *tag)
{
    uint8_t space[INDEX_KEY_MAX];
    struct cursor cursor;
    struct encoder p = encoder_over(space, sizeof space);
    index_pack_group(&p, LINK_GROUP_TAG, owner, tag);
    const enum fault fault = row_next(txn, TABLE_LINK_INDEX, encoder_key(&p), &cursor, NULL, 0);
    return fault == FAULT_NONE && (cursor.key_length < p.length || memcmp(cursor.key, space, p.length) != 0)
               ? FAULT_MISSING
               : fault;
}

enum fault
link_index_check_tags(struct txn *txn, uint32_t owner, const struct labels *labels, uint64_t most)
{
    char tag[LABEL_MAX + 1] = "";
    uint64_t count = 0;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < labels->tag_count && most > 0; i++) {
        fault = index_has_tag(txn, owner, labels->tags[i]);
        if (fault != FAULT_NONE && fault != FAULT_MISSING)
            return fault;
        count += fault == FAULT_MISSING;
    }
    if (count == 0)
        return FAULT_NONE;
    while (count <= most && (fault = index_next_tag(txn, owner, tag)) == FAULT_NONE)
        count++;
    return count > most ? FAULT_REFUSED : fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* Steps to the next row that begins with the prefix and gives the name after it, `skip` bytes on. */
static enum fault
index_step(struct cursor *cursor, struct row_key prefix, size_t skip, char name[static LINK_NAME_MAX + 1])
{
    enum fault fault = cursor_next(cursor);
    if (fault != FAULT_NONE)
        return fault;
    const size_t before = prefix.length + skip;
    if (cursor->key_length <= before || memcmp(cursor->key, prefix.bytes, prefix.length) != 0)
        return FAULT_MISSING;
    const size_t length = cursor->key_length - before;
    if (length > LINK_NAME_MAX)
        return FAULT_SYSTEM;
    memcpy(name, cursor->key + before, length);
    name[length] = '\0';
    return FAULT_NONE;
}

/* The next names of the list, after list->after: fewer than INDEX_NAMES at its end. */
static enum fault
index_names(struct txn *txn, const struct link_list *list, char names[static INDEX_NAMES][LINK_NAME_MAX + 1],
    size_t *count)
{
    uint8_t prefix_space[INDEX_KEY_MAX], from_space[INDEX_KEY_MAX + 1];
    struct encoder prefix = encoder_over(prefix_space, sizeof prefix_space);
    struct encoder from = encoder_over(from_space, sizeof from_space);
    struct cursor cursor;
    index_pack_group(&prefix, list->group, list->owner, list->name);
    encode_bytes(&from, prefix.bytes, prefix.length);
    if (list->after.created != 0) {
        index_pack_place(&from, list->after.created, list->after.name);
        encode_u8(&from, 0); /* after it: nothing sorts between a key and that key with a zero */
    }
    enum fault fault = cursor_open(&cursor, txn, TABLE_LINK_INDEX, encoder_key(&from), NULL, 0);
    for (*count = 0; *count < INDEX_NAMES && fault == FAULT_NONE; *count += fault == FAULT_NONE)
        fault = index_step(&cursor, encoder_key(&prefix), 8, names[*count]);
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/*
 * Links are read outside the transaction, whose locks on all of a long list would hold up who creates and
 * opens; and while no place in the index is held: somebody who writes a link waits for that place, and a wait
 * for that link in turn, by another reader than the transaction, is a deadlock that nobody sees.
 */
enum fault
link_list_visit(
    struct txn *txn, struct link_list *list, bool (*visit)(const struct link *, void *arg), void *arg)
{
    char names[INDEX_NAMES][LINK_NAME_MAX + 1];
    struct link link;
    size_t count = INDEX_NAMES;
    while (count == INDEX_NAMES) {
        enum fault fault = index_names(txn, list, names, &count);
        for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
            fault = link_get(env_read(env_of(txn)), names[i], &link);
            if (fault == FAULT_MISSING) {
                fault = FAULT_NONE; /* it was deleted just now */
                continue;
            }
            if (fault != FAULT_NONE)
                break;
            list->after.created = link.created;
            strcpy(list->after.name, names[i]);
            if (!visit(&link, arg))
                return FAULT_FULL;
        }
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static bool
index_same(const struct link *a, const struct link *b, int64_t now)
{
    return strcmp(a->url, b->url) == 0 && !a->password.is_set && !b->password.is_set &&
           strcmp(a->domain, b->domain) == 0 && link_state(b, now, 0) == LINK_LIVE && a->valid_from <= now &&
           b->max_clicks == 0 && a->max_clicks == 0 && a->expires == 0 && b->expires == 0 &&
           a->status == b->status && a->track_first == b->track_first &&
           a->forward_query == b->forward_query && strcmp(a->labels.campaign, b->labels.campaign) == 0 &&
           link_rules_are_same(&a->rules, &b->rules) && strcmp(a->expired_url, b->expired_url) == 0 &&
           strcmp(a->ios_url, b->ios_url) == 0 && strcmp(a->android_url, b->android_url) == 0 &&
           strcmp(a->preview.title, b->preview.title) == 0 &&
           strcmp(a->preview.description, b->preview.description) == 0 &&
           strcmp(a->preview.image, b->preview.image) == 0;
}

enum fault
link_find_same(struct txn *txn, struct link *link, int64_t now)
{
    uint8_t space[INDEX_KEY_MAX];
    struct encoder prefix = encoder_over(space, sizeof space);
    struct cursor cursor;
    struct link found;
    char name[LINK_NAME_MAX + 1];
    index_pack_url(&prefix, link->owner, link->url);
    enum fault fault = cursor_open(&cursor, txn, TABLE_LINK_INDEX, encoder_key(&prefix), NULL, 0);
    for (int i = 0; fault == FAULT_NONE; i++) {
        fault = i < INDEX_SAME_MOST ? index_step(&cursor, encoder_key(&prefix), 0, name) : FAULT_MISSING;
        if (fault == FAULT_NONE)
            fault = link_get(txn, name, &found);
        if (fault == FAULT_NONE && index_same(link, &found, now))
            break;
    }
    cursor_close(&cursor);
    if (fault == FAULT_NONE)
        *link = found;
    return fault;
}

/*
 * phrases.c: bytes as phrases of the table, and runs of what is between them.
 *
 * A byte from PHRASES_FIRST on is a phrase, a smaller one the length, less 1, of a run that follows it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/phrases.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "db/codec.h"

enum { PHRASES_FIRST = 256 - PHRASES, PHRASES_HASHES = 1024 };

static const struct {
    const struct phrase *phrases;
    unsigned count;
} phrases_sets[PHRASE_SETS] = {
    [PHRASE_SET_EVENT] = {phrases, PHRASES},
    [PHRASE_SET_JSON] = {json_phrases, JSON_PHRASES},
};

/* The phrases of a set by a hash of their first two bytes, of one hash the longest first; made once, and the
 * same ever after. */
static struct phrases_index {
    uint8_t order[PHRASES];
    uint8_t begin[PHRASES_HASHES + 1]; /* where in the order those with this hash begin */
} phrases_indexes[PHRASE_SETS];

static unsigned
phrases_hash(const void *bytes)
{
    uint16_t pair;
    memcpy(&pair, bytes, sizeof pair);
    return pair * 40503U % 65536 / (65536 / PHRASES_HASHES);
}

static int
phrases_compare(const void *a, const void *b, void *set)
{
    const struct phrase *all = set, *x = &all[*(const uint8_t *)a], *y = &all[*(const uint8_t *)b];
    const unsigned of_x = phrases_hash(x->bytes), of_y = phrases_hash(y->bytes);
    return of_x != of_y ? (of_x > of_y) - (of_x < of_y) : (x->length < y->length) - (x->length > y->length);
}

static void
phrases_begin_set(enum phrase_set set)
{
    const struct phrase *all = phrases_sets[set].phrases;
    struct phrases_index *index = &phrases_indexes[set];
    const unsigned count = phrases_sets[set].count;
    unsigned at = 0;
    for (unsigned i = 0; i < count; i++)
        index->order[i] = (uint8_t)i;
    qsort_r(index->order, count, sizeof *index->order, phrases_compare, (void *)(uintptr_t)all);
    for (unsigned hash = 0; hash <= PHRASES_HASHES; hash++) {
        while (at < count && phrases_hash(all[index->order[at]].bytes) < hash)
            at++;
        index->begin[hash] = (uint8_t)at;
    }
}

static void
phrases_begin(void)
{
    for (enum phrase_set set = 0; set < PHRASE_SETS; set++)
        phrases_begin_set(set);
}

/* The longest phrase that stands here; PHRASES when none does. */
static unsigned
phrases_find(enum phrase_set set, const uint8_t *at, size_t left)
{
    const struct phrases_index *index = &phrases_indexes[set];
    const unsigned hash = left >= 2 ? phrases_hash(at) : PHRASES_HASHES - 1;
    for (unsigned i = index->begin[hash]; i < index->begin[hash + 1]; i++) {
        const struct phrase *phrase = &phrases_sets[set].phrases[index->order[i]];
        if (phrase->length <= left && memcmp(phrase->bytes, at, phrase->length) == 0)
            return index->order[i];
    }
    return PHRASES;
}

static void
phrases_encode_run(struct encoder *p, const uint8_t *run, const uint8_t *end)
{
    while (run < end) {
        const size_t length = end - run < PHRASES_FIRST ? (size_t)(end - run) : PHRASES_FIRST;
        encode_u8(p, (uint8_t)(length - 1));
        encode_bytes(p, run, length);
        run += length;
    }
}

size_t
phrases_encode_by(enum phrase_set set, const uint8_t *bytes, size_t length, uint8_t *out, size_t size)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct encoder p = encoder_over(out, size < length ? size : length);
    const uint8_t *at = bytes, *run = bytes, *end = bytes + length;
    pthread_once(&once, phrases_begin);
    while (at < end && !p.full) {
        const unsigned phrase = phrases_find(set, at, (size_t)(end - at));
        if (phrase == PHRASES) {
            at++;
            continue;
        }
        phrases_encode_run(&p, run, at);
        encode_u8(&p, (uint8_t)(PHRASES_FIRST + phrase));
        at += phrases_sets[set].phrases[phrase].length;
        run = at;
    }
    phrases_encode_run(&p, run, at);
    return p.full || p.length == length ? 0 : p.length;
}

enum fault
phrases_decode_by(
    enum phrase_set set, const uint8_t *bytes, size_t length, uint8_t *out, size_t size, size_t *out_length)
{
    struct decoder u = decoder_over(bytes, length);
    struct encoder p = encoder_over(out, size);
    *out_length = 0;
    while (!decoder_is_at_end(&u)) {
        const unsigned code = *u.at++;
        if (code >= PHRASES_FIRST + phrases_sets[set].count)
            return FAULT_INPUT;
        if (code >= PHRASES_FIRST) {
            const struct phrase *phrase = &phrases_sets[set].phrases[code - PHRASES_FIRST];
            encode_bytes(&p, phrase->bytes, phrase->length);
            continue;
        }
        const void *run = decode_bytes(&u, code + 1);
        if (run != NULL)
            encode_bytes(&p, run, code + 1);
    }
    *out_length = p.length;
    return u.bad ? FAULT_INPUT : p.full ? FAULT_FULL : FAULT_NONE;
}

size_t
phrases_encode(const uint8_t *bytes, size_t length, uint8_t *out, size_t size)
{
    return phrases_encode_by(PHRASE_SET_EVENT, bytes, length, out, size);
}

enum fault
phrases_decode(const uint8_t *bytes, size_t length, uint8_t *out, size_t size, size_t *out_length)
{
    const enum fault fault = phrases_decode_by(PHRASE_SET_EVENT, bytes, length, out, size, out_length);
    return fault == FAULT_FULL ? FAULT_INPUT : fault;
}

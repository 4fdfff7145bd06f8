#include "store/seen.h"

#include "base/clock.h"
#include "base/digest.h"
#include "store/pack.h"

enum { SEEN_ID = 16, SEEN_KEY = 4 + SEEN_ID };

/* By the minute, so that the oldest are together; within it by digest, so that those who write at the same
 * time do not meet on one page. */
static uint32_t
seen_minute(int64_t moment)
{
    return (uint32_t)(moment / (60 * CLOCK_SECOND));
}

enum fault
seen_add(struct txn *txn, int64_t signed_at, const char *token_id)
{
    uint8_t space[SEEN_KEY], digest[DIGEST_BYTES];
    struct pack p = pack_over(space, sizeof space);
    digest_text(token_id, digest);
    pack_u32(&p, seen_minute(signed_at));
    pack_bytes(&p, digest, SEEN_ID);
    return row_add(txn, TABLE_TOKEN, pack_key(&p), "", 0);
}

bool
seen_over(const struct walk *walk, void *arg, bool *stop)
{
    struct unpack u = unpack_over(walk->key, walk->key_length);
    *stop = unpack_u32(&u) >= seen_minute(*(const int64_t *)arg);
    return !*stop;
}

#include "base/chance.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"

static uint8_t chance_block[256]; /* getrandom gives up to 256 bytes whole, without being interrupted */
static size_t chance_left;

static void
chance_refill(void)
{
    while (getrandom(chance_block, sizeof chance_block, 0) != (ssize_t)sizeof chance_block)
        if (errno != EINTR)
            log_fatal("no random bytes from the kernel: %s", strerror(errno));
    chance_left = sizeof chance_block;
}

void
chance_bytes(void *out, size_t length)
{
    uint8_t *to = out;
    while (length > 0) {
        if (chance_left == 0)
            chance_refill();
        size_t n = length < chance_left ? length : chance_left;
        uint8_t *from = chance_block + sizeof chance_block - chance_left;
        memcpy(to, from, n);
        explicit_bzero(from, n);
        to += n;
        length -= n;
        chance_left -= n;
    }
}

unsigned
chance_below(unsigned below)
{
    const unsigned limit = 256 - 256 % below; /* bytes from here on would favour the small numbers */
    for (;;) {
        uint8_t byte;
        chance_bytes(&byte, 1);
        if (byte < limit)
            return byte % below;
    }
}

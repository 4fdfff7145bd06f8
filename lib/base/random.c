/*
 * random.c: getrandom, in blocks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/random.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"

static uint8_t random_block[256]; /* getrandom gives up to 256 bytes whole, without being interrupted */
static size_t random_left;

/* A child must not draw what its parent draws. */
static void
random_forget(void)
{
    explicit_bzero(random_block, sizeof random_block);
    random_left = 0;
}

static void
random_refill(void)
{
    static bool watched;
    if (!watched && pthread_atfork(NULL, NULL, random_forget) != 0)
        log_fatal("cannot watch for children");
    watched = true;
    while (getrandom(random_block, sizeof random_block, 0) != (ssize_t)sizeof random_block)
        if (errno != EINTR)
            log_fatal("cannot get random bytes from the kernel: %s", strerror(errno));
    random_left = sizeof random_block;
}

void
random_bytes(void *out, size_t length)
{
    uint8_t *to = out;
    while (length > 0) {
        if (random_left == 0)
            random_refill();
        size_t n = length < random_left ? length : random_left;
        uint8_t *from = random_block + sizeof random_block - random_left;
        memcpy(to, from, n);
        explicit_bzero(from, n);
        to += n;
        length -= n;
        random_left -= n;
    }
}

unsigned
random_below(unsigned below)
{
    const unsigned limit = 256 - 256 % below; /* bytes from here on would favour the small numbers */
    for (;;) {
        uint8_t byte;
        random_bytes(&byte, 1);
        if (byte < limit)
            return byte % below;
    }
}

void
random_text(char *out, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (size_t i = 0; i < length; i++)
        out[i] = letters[random_below(sizeof letters - 1)];
    out[length] = '\0';
}

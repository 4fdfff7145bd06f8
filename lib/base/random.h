/*
 * random.h: random bytes from the kernel (getrandom), drawn in blocks so that a request costs no system call.
 *
 * Used bytes are wiped from the block. The block belongs to the process: draw after fork, not before.
 * A kernel that has no random bytes is fatal.
 */
#ifndef CURT_BASE_RANDOM_H
#define CURT_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_bytes(void *out, size_t length);

/* Each of 0 .. below-1 equally likely; below is 1 to 256. */
unsigned random_below(unsigned below);

/* Writes length characters of A-Z a-z 0-9, each equally likely, and a NUL. */
void random_text(char *out, size_t length);

#endif

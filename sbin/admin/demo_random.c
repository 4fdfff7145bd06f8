/*
 * demo_random.c: the same numbers in the same order each time, so that pictures of sample data are alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include "demo_data.h"

unsigned
demo_below(struct demo *demo, unsigned below)
{
    demo->seed = demo->seed * 6364136223846793005ULL + 1442695040888963407ULL; /* Knuth's MMIX */
    return (unsigned)((demo->seed >> 33) % below);
}

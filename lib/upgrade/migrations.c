/*
 * migrations.c: the migrations of the store, from the first version to the last.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/upgrade.h"

const struct migration migrations[STORE_VERSION] = {
    {.what = "write the version into the store"},
};

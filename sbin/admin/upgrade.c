/*
 * upgrade.c: curt upgrade: brings the store to the version of this curt.
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/upgrade.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/lockfile.h"
#include "base/log.h"
#include "base/program.h"
#include "commands.h"
#include "io.h"

static void
upgrade_tell(unsigned to, const struct migration *migration)
{
    printf("version %u: %s\n", to, migration->what);
    fflush(stdout);
}

/* A tenth at a time, so that it can be read in a log too. */
static void
upgrade_tell_progress(uint64_t done, uint64_t all)
{
    static uint64_t told;
    const uint64_t tenths = done * 10 / all;
    if (tenths < told)
        told = 0;
    if (tenths == told)
        return;
    told = tenths;
    printf("  %u%%\n", (unsigned)tenths * 10);
    fflush(stdout);
}

static int
upgrade_plan(unsigned from)
{
    for (unsigned to = from + 1; to <= STORE_VERSION; to++)
        upgrade_tell(to, &migrations[to - 1]);
    puts("nothing was changed; `curt upgrade` does it");
    return EXIT_SUCCESS;
}

/* Of two, one would take away the mark by which the other keeps programs out. */
static bool
upgrade_is_the_only_one(const char *home)
{
    const enum fault fault = lockfile_acquire(home, "upgrade.lock");
    if (fault == FAULT_REFUSED)
        log_error("another `curt upgrade` is running on this store");
    return fault == FAULT_NONE;
}

int
upgrade_command(const struct call *call)
{
    struct config config;
    struct store_version version;
    config_load_or_die(&config);
    if (!env_exists(config.store_home)) {
        log_error("there is no store %s; `curt init` makes one", config.store_home);
        return EXIT_FAILURE;
    }
    if (store_version_check(config.store_home, 0, STORE_VERSION) != FAULT_NONE ||
        store_version_read(config.store_home, &version) != FAULT_NONE)
        return EXIT_FAILURE;
    if (version.number == STORE_VERSION) {
        printf("the store %s has version %u: nothing to do\n", config.store_home, version.number);
        return EXIT_SUCCESS;
    }
    printf("the store %s has version %u, and this curt needs version %u\n", config.store_home, version.number,
        (unsigned)STORE_VERSION);
    if (option_flag(call, "dry-run"))
        return upgrade_plan(version.number);
    if (!upgrade_is_the_only_one(config.store_home))
        return EXIT_FAILURE;
    program_hold_signals();
    const enum fault fault = upgrade_run(
        &config, migrations, STORE_VERSION, upgrade_tell, upgrade_tell_progress);
    if (fault == FAULT_AGAIN)
        log_error("interrupted; run it again to do the rest");
    program_release_signals();
    io_tell_full(fault);
    return fault == FAULT_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}

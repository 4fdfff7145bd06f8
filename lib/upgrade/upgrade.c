/*
 * upgrade.c: runs the migrations that a store needs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/upgrade.h"

#include "base/log.h"

/*
 * The mark comes before the count: a program that comes in later sees the mark, one that came in before is
 * counted.
 */
static enum fault
upgrade_lock_out(struct env *env, const char *home, unsigned from)
{
    enum fault fault = store_version_write(home, (struct store_version){.number = from, .upgrading = true});
    const int others = env_users(env) - 1;
    if (fault != FAULT_NONE || others <= 0)
        return fault;
    store_version_write(home, (struct store_version){.number = from}); /* they go on */
    log_error(
        "other programs have the store open (%d): stop the web server, curt-relay and curt-sweep, then run "
        "`curt upgrade` again",
        others);
    return FAULT_REFUSED;
}

/* What was changed is on the disk before the version says so. */
static enum fault
upgrade_step(struct env *env, const char *home, const struct migration *migration, unsigned from,
    upgrade_progress *progress)
{
    enum fault fault = migration->alone ? upgrade_lock_out(env, home, from) : FAULT_NONE;
    if (fault == FAULT_NONE && migration->run != NULL)
        fault = migration->run(env, progress);
    if (fault == FAULT_NONE)
        fault = env_flush(env);
    return fault == FAULT_NONE ? store_version_write(home, (struct store_version){.number = from + 1})
                               : fault;
}

enum fault
upgrade_run(const struct config *config, const struct migration *chain, unsigned count,
    void (*tell)(unsigned to, const struct migration *), upgrade_progress *progress)
{
    struct env *env;
    struct store_version version = {0};
    enum fault fault = env_open_older(&env, config, count);
    if (fault == FAULT_NONE)
        fault = store_version_read(config->store_home, &version);
    for (unsigned from = version.number; fault == FAULT_NONE && from < count; from++) {
        if (tell != NULL)
            tell(from + 1, &chain[from]);
        fault = upgrade_step(env, config->store_home, &chain[from], from, progress);
    }
    env_close(env);
    return fault;
}

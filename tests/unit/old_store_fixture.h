/*
 * old_store_fixture.h: a store as an older version left it: tables that this curt has no more, written by a
 * DB_ENV of the test's own, and its upgrade. The store itself is closed meanwhile.
 */
#ifndef CURT_TESTS_UNIT_OLD_STORE_FIXTURE_H
#define CURT_TESTS_UNIT_OLD_STORE_FIXTURE_H

#include <db.h>

#include "store_fixture.h"
#include "upgrade/upgrade.h"

static DB_ENV *
old_store_open(const struct store_fixture *fixture)
{
    char home[CONFIG_VALUE_SIZE], data[CONFIG_VALUE_SIZE + 16], logs[CONFIG_VALUE_SIZE + 16];
    DB_ENV *handle;
    snprintf(home, sizeof home, "%s", fixture->config.store_home);
    snprintf(data, sizeof data, "%s/db", home);
    snprintf(logs, sizeof logs, "%s/log", home);
    assert_int_equal(db_env_create(&handle, 0), 0);
    assert_int_equal(handle->set_data_dir(handle, data), 0);
    assert_int_equal(handle->set_lg_dir(handle, logs), 0);
    assert_int_equal(
        handle->open(handle, home,
            DB_CREATE | DB_PRIVATE | DB_RECOVER | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN,
            0600),
        0);
    return handle;
}

/* The btree in this file. */
static DB *
old_store_table(DB_ENV *handle, const char *file)
{
    DB *table;
    assert_int_equal(db_create(&table, handle, 0), 0);
    assert_int_equal(table->open(table, NULL, file, NULL, DB_BTREE, DB_AUTO_COMMIT | DB_CREATE, 0600), 0);
    return table;
}

static inline void
old_store_put(DB *table, struct row_key key, const void *row, size_t length)
{
    DBT k = {.data = (void *)(uintptr_t)key.bytes, .size = (u_int32_t)key.length},
        v = {.data = (void *)(uintptr_t)row, .size = (u_int32_t)length};
    assert_int_equal(table->put(table, NULL, &k, &v, 0), 0);
}

static bool
old_store_has_file(const struct store_fixture *fixture, const char *name)
{
    char path[CONFIG_VALUE_SIZE + 64];
    snprintf(path, sizeof path, "%s/db/%s", fixture->config.store_home, name);
    return access(path, F_OK) == 0;
}

/* From this version to today's; a step of it may have been cut short. Then the store is open. */
static void
old_store_upgrade(struct store_fixture *fixture, struct store_version version, upgrade_progress *progress)
{
    assert_int_equal(store_version_write(fixture->config.store_home, version), FAULT_NONE);
    assert_int_equal(upgrade_run(&fixture->config, migrations, STORE_VERSION, NULL, progress), FAULT_NONE);
    store_fixture_open(fixture);
}

#endif

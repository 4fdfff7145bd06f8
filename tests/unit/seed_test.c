/*
 * seed_test.c: a copy of a store, made piece by piece while others write, is a store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/seed.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/host_copy.h"
#include "db/cluster.h"
#include "db/log_files.h"
#include "store_fixture.h"

enum { ROWS = 3000 };

struct copying {
    struct store_fixture *from;
    struct config config; /* of the new host */
    uint32_t rows;
};

static enum fault
write_row(struct txn *txn, void *arg)
{
    static const char value[500] = "a value";
    uint32_t *number = arg;
    return row_put(txn, TABLE_VISITOR_SALT, (struct row_key){number, sizeof *number}, value, sizeof value);
}

static void
write_rows(struct copying *c, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++, c->rows++)
        assert_int_equal(env_txn(c->from->env, ENV_WRITE, write_row, &c->rows), FAULT_NONE);
}

/* A store that seems to be one of a cluster, and a host that is to join it. */
static void
begin(struct copying *c, void **state)
{
    char path[CONFIG_VALUE_SIZE + 64];
    *c = (struct copying){.from = *state};
    c->config = c->from->config;
    strcpy(c->config.cluster_name, "b");
    strcpy(c->config.cluster_hosts, "10.8.0.1");
    snprintf(c->config.store_home, sizeof c->config.store_home, "%s/new", c->from->directory);
    assert_int_equal(mkdir(c->config.store_home, 0700), 0);
    snprintf(path, sizeof path, "%s/" CLUSTER_DIRECTORY, c->from->config.store_home);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/" CLUSTER_HOSTS, c->from->config.store_home);
    const int file = open(path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(file, "hosts", 5), 5);
    close(file);
    write_rows(c, ROWS);
}

static void
plan(struct copying *c, struct seed *seed)
{
    struct json_object *json;
    size_t length;
    assert_int_equal(host_copy_begin(c->from->env, c->from->config.store_home, &json), FAULT_NONE);
    const char *text = json_text(json, &length);
    char *sent = malloc(length + 1); /* what follows in memory is anything */
    assert_non_null(sent);
    memcpy(sent, text, length);
    sent[length] = 'x';
    assert_int_equal(seed_begin(seed, sent, length), FAULT_NONE);
    free(sent);
    json_object_put(json);
}

static void
add_log(struct copying *c, struct seed *seed)
{
    struct json_object *json;
    size_t length;
    assert_int_equal(
        host_copy_log(c->from->env, c->from->config.store_home, seed->files.log_first, &json), FAULT_NONE);
    const char *text = json_text(json, &length);
    assert_int_equal(seed_add_log(seed, text, length), FAULT_NONE);
    json_object_put(json);
}

/* Pieces until there are no more, or so many. */
static void
fetch(struct copying *c, struct seed *seed, int most)
{
    static uint8_t piece[HOST_COPY_PIECE];
    const struct manifest_file *file;
    while (most-- > 0 && (file = seed_next(seed)) != NULL) {
        size_t length;
        assert_true(host_copy_holds(c->from->config.store_home, seed->id, seed->files.log_first));
        assert_int_equal(host_copy_read(c->from->config.store_home, file->name, seed->from, seed_wants(seed),
                             piece, &length),
            FAULT_NONE);
        assert_in_range(length, 0, seed_wants(seed));
        assert_int_equal(seed_add(seed, piece, length), FAULT_NONE);
        write_rows(c, 20);
    }
}

static void
a_copy_made_while_others_write_is_a_store(void **state)
{
    struct copying c;
    struct seed seed;
    struct env *copy;
    bool needed;
    begin(&c, state);
    assert_int_equal(seed_is_needed(&c.config, &needed), FAULT_NONE);
    assert_true(needed);
    assert_int_equal(seed_open(&seed, &c.config), FAULT_NONE);
    plan(&c, &seed);
    fetch(&c, &seed, 40);
    const uint64_t done = seed.done;
    seed_close(&seed); /* its process died */
    assert_int_equal(seed_open(&seed, &c.config), FAULT_NONE);
    assert_int_equal(seed.done, done);
    fetch(&c, &seed, INT32_MAX);
    add_log(&c, &seed);
    fetch(&c, &seed, INT32_MAX);
    write_rows(&c, ROWS); /* before the new host could go on: the files of the log have grown */
    const uint32_t rows = c.rows;
    add_log(&c, &seed);
    fetch(&c, &seed, INT32_MAX);
    assert_int_equal(env_open(&copy, &c.config, TABLE_ALL, 0), FAULT_REFUSED); /* not yet */
    assert_int_equal(seed_finish(&seed), FAULT_NONE);
    seed_close(&seed);
    assert_int_equal(seed_is_needed(&c.config, &needed), FAULT_NONE);
    assert_false(needed);
    c.config.cluster_name[0] = '\0';
    assert_int_equal(env_open(&copy, &c.config, TABLE_ALL, 0), FAULT_NONE);
    for (uint32_t i = 0; i < rows; i++)
        assert_int_equal(
            store_fixture_find(env_read(copy), TABLE_VISITOR_SALT, (struct row_key){&i, sizeof i}),
            FAULT_NONE);
    env_close(copy);
}

static void
what_was_written_since_may_end_it(void **state)
{
    struct copying c;
    struct seed seed;
    char path[CONFIG_VALUE_SIZE + 64], name[LOG_FILE_NAME_SIZE];
    begin(&c, state);
    assert_int_equal(seed_open(&seed, &c.config), FAULT_NONE);
    plan(&c, &seed);
    const char *home = c.from->config.store_home;
    const uint32_t first = seed.files.log_first;
    assert_true(host_copy_holds(home, seed.id, first));
    assert_false(host_copy_holds(home, "00000000-0000-4000-8000-000000000000", first));
    assert_false(host_copy_holds(home, seed.id, first + 100));
    log_file_name(first, name);
    snprintf(path, sizeof path, "%s/log/%s", home, name);
    char kept[sizeof path + 8];
    snprintf(kept, sizeof kept, "%s.kept", path);
    assert_int_equal(rename(path, kept), 0); /* trimmed */
    assert_false(host_copy_holds(home, seed.id, first));
    assert_int_equal(rename(kept, path), 0);
    assert_true(host_copy_holds(home, seed.id, first));
    host_copy_end_all(home); /* it is a replica, which may take back what it wrote */
    assert_false(host_copy_holds(home, seed.id, first));
    plan(&c, &seed);
    snprintf(path, sizeof path, "%s/copies", home);
    assert_int_equal(truncate(path, 7), 0); /* the machine went down just then */
    assert_false(host_copy_holds(home, seed.id, seed.files.log_first));
    plan(&c, &seed);
    assert_true(host_copy_holds(home, seed.id, seed.files.log_first));
    seed_close(&seed);
}

static void
only_files_of_tables_and_logs_are_copied(void **state)
{
    static uint8_t piece[HOST_COPY_PIECE];
    static const char *const bad[] = {"", "DB_CONFIG", "VERSION", "copies", "db/", "db/..", "db/../VERSION",
        "log/../DB_CONFIG", "spool/x", "cluster/__db.rep.egen", "/etc/passwd", "db/../../curt.conf"};
    struct copying c;
    size_t length;
    begin(&c, state);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(
            host_copy_read(c.from->config.store_home, bad[i], 0, HOST_COPY_PIECE, piece, &length),
            FAULT_INPUT);
    assert_int_equal(
        host_copy_read(c.from->config.store_home, "log/log.9999999999", 0, HOST_COPY_PIECE, piece, &length),
        FAULT_INPUT);
    assert_int_equal(
        host_copy_read(c.from->config.store_home, "log/log.0000009999", 0, HOST_COPY_PIECE, piece, &length),
        FAULT_MISSING);
    assert_int_equal(
        host_copy_read(c.from->config.store_home, CLUSTER_HOSTS, 0, HOST_COPY_PIECE, piece, &length),
        FAULT_NONE);
    assert_int_equal(length, 5);
    assert_int_equal(
        host_copy_read(c.from->config.store_home, CLUSTER_HOSTS, 1, 3, piece, &length), FAULT_NONE);
    assert_int_equal(length, 3); /* not what follows, which may be written just then */
    assert_memory_equal(piece, "ost", 3);
    assert_int_equal(
        host_copy_read(c.from->config.store_home, CLUSTER_HOSTS, 0, 0, piece, &length), FAULT_INPUT);
    assert_int_equal(
        host_copy_read(c.from->config.store_home, CLUSTER_HOSTS, 0, HOST_COPY_PIECE + 1, piece, &length),
        FAULT_INPUT);
}

static void
plans_that_cannot_be_used_are_refused(void **state)
{
    static const char *const bad[] = {"", "{", "{}", "{\"id\":\"x\"}",
        "{\"id\":\"00000000-0000-4000-8000-000000000000\",\"store_version\":5,\"log_first\":1}",
        "{\"id\":\"00000000-0000-4000-8000-000000000000\",\"store_version\":999,\"log_first\":1,\"files\":[]"
        "}",
        "{\"id\":\"00000000-0000-4000-8000-000000000000\",\"store_version\":5,\"log_first\":1,"
        "\"files\":[{\"name\":\"../x\",\"size\":1}]}",
        "{\"id\":\"00000000-0000-4000-8000-000000000000\",\"store_version\":5,\"log_first\":1,"
        "\"files\":[{\"name\":\"db/link.db\",\"size\":-1}]}"};
    struct copying c;
    struct seed seed;
    begin(&c, state);
    assert_int_equal(seed_open(&seed, &c.config), FAULT_NONE);
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(seed_begin(&seed, bad[i], strlen(bad[i])), FAULT_INPUT);
        assert_string_equal(seed.id, "");
    }
    seed_close(&seed);
}

static enum fault
write_suppression(struct txn *txn, void *arg)
{
    (void)arg;
    return row_put(txn, TABLE_SUPPRESSION, (struct row_key){"number", 6}, "opted out", 9);
}

static void
set_version(const struct config *config, const char *text)
{
    char path[CONFIG_VALUE_SIZE + 64];
    snprintf(path, sizeof path, "%s/VERSION", config->store_home);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void
a_store_of_its_own_is_not_replaced(void **state)
{
    struct store_fixture *fixture = *state;
    struct config config = fixture->config;
    bool needed;
    assert_int_equal(seed_is_needed(&config, &needed), FAULT_NONE);
    assert_false(needed);
    strcpy(config.cluster_name, "b");
    assert_int_equal(seed_is_needed(&config, &needed), FAULT_NONE);
    assert_false(needed); /* it begins a cluster */
    strcpy(config.cluster_hosts, "10.8.0.1");
    store_fixture_close(fixture);
    assert_int_equal(seed_is_needed(&config, &needed), FAULT_NONE);
    assert_true(needed); /* nobody has used it */
    store_fixture_open(fixture);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, write_suppression, NULL), FAULT_NONE);
    store_fixture_close(fixture);
    assert_int_equal(seed_is_needed(&config, &needed), FAULT_REFUSED);
    set_version(&config, "?\n"); /* what cannot be read may have anything in it, and is no store in use */
    assert_int_equal(seed_is_needed(&config, &needed), FAULT_SYSTEM);
    set_version(&config, "5\n");
    store_fixture_open(fixture);
}

static void
what_has_no_room_is_not_begun(void **state)
{
    static const char plan_text[] =
        "{\"id\":\"00000000-0000-4000-8000-000000000000\",\"store_version\":5,\"log_first\":1,"
        "\"files\":[{\"name\":\"db/link.db\",\"size\":4000000000000000}]}";
    struct copying c;
    struct seed seed;
    begin(&c, state);
    assert_int_equal(seed_open(&seed, &c.config), FAULT_NONE);
    assert_int_equal(seed_begin(&seed, plan_text, strlen(plan_text)), FAULT_SPACE);
    seed_close(&seed);
    assert_int_equal(seed_open(&seed, &c.config), FAULT_NONE);
    assert_string_equal(seed.id, "");
    seed_close(&seed);
}

static void
a_copy_that_cannot_be_recovered_is_made_anew(void **state)
{
    struct copying c;
    struct seed seed;
    char path[CONFIG_VALUE_SIZE + 64], away[CONFIG_VALUE_SIZE + 64];
    begin(&c, state);
    assert_int_equal(seed_open(&seed, &c.config), FAULT_NONE);
    plan(&c, &seed);
    fetch(&c, &seed, INT32_MAX);
    add_log(&c, &seed);
    fetch(&c, &seed, INT32_MAX);
    snprintf(path, sizeof path, "%s/seed/log", c.config.store_home);
    snprintf(away, sizeof away, "%s/seed/away", c.config.store_home);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(seed_finish(&seed), FAULT_SYSTEM);
    seed_close(&seed);
    assert_int_equal(seed_open(&seed, &c.config), FAULT_NONE);
    assert_false(seed_is_copied(&seed));
    assert_string_equal(seed.id, "");
    plan(&c, &seed);
    fetch(&c, &seed, INT32_MAX);
    add_log(&c, &seed);
    fetch(&c, &seed, INT32_MAX);
    assert_int_equal(seed_finish(&seed), FAULT_NONE);
    seed_close(&seed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_copy_made_while_others_write_is_a_store),
        WITH_STORE(what_was_written_since_may_end_it),
        WITH_STORE(only_files_of_tables_and_logs_are_copied),
        WITH_STORE(a_copy_that_cannot_be_recovered_is_made_anew),
        WITH_STORE(plans_that_cannot_be_used_are_refused),
        WITH_STORE(what_has_no_room_is_not_begun),
        WITH_STORE(a_store_of_its_own_is_not_replaced),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

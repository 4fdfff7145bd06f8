/*
 * intake_test.c: clicks of the spool come into the log once each, whoever dies, and counted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/intake.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "aggregator_fixture.h"
#include "event/event_log.h"
#include "event/spool.h"
#include "event/spool_directory.h"
#include "event/spool_status.h"

static void
add_click(struct spool *spool, uint64_t link)
{
    uint8_t body[CLICK_BYTES_MAX];
    size_t length;
    const struct click click = {.link = link,
        .owner = 7,
        .visitor = 1,
        .address = {4, {192, 0, 2, 0}},
        .code = text("abc"),
        .agent = text(FIREFOX)};
    click_encode(&click, body, sizeof body, &length);
    spool_add(spool, EVENT_CLICK, NOON, body, length);
}

static struct spool *
open_spool(struct store_fixture *fixture)
{
    struct spool *spool;
    assert_int_equal(spool_open(&spool, &fixture->config), FAULT_NONE);
    return spool;
}

/* A worker that leaves so many clicks of a link behind. */
static void
spool_clicks(struct store_fixture *fixture, uint64_t link, unsigned clicks)
{
    struct spool *spool = open_spool(fixture);
    for (unsigned i = 0; i < clicks; i++)
        add_click(spool, link);
    spool_flush(spool);
    spool_close(spool);
}

/* Takes in and counts until there is nothing new; returns how many events were counted. */
static uint64_t
take_in(struct store_fixture *fixture)
{
    struct intake *intake;
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    const uint64_t all = count_from(fixture, intake);
    intake_close(intake);
    return all;
}

static uint64_t
clicks(struct store_fixture *fixture, uint64_t link)
{
    return totals(fixture, link).opens[CLICK_PERSON];
}

static uint64_t
events(struct store_fixture *fixture)
{
    static struct event event;
    uint64_t first, last, found = 0;
    assert_int_equal(event_log_range(fixture->env, 1, &first, &last), FAULT_NONE);
    for (uint64_t n = first; n <= last; n++)
        found += event_log_read(env_read(fixture->env), n, &event) == FAULT_NONE;
    return found;
}

/* The name of a segment, of which there is one. */
static void
segment_path(struct store_fixture *fixture, char out[static 512])
{
    snprintf(out, 512, "%s/" SPOOL_DIRECTORY, fixture->config.store_home);
    DIR *list = opendir(out);
    assert_non_null(list);
    for (const struct dirent *entry; (entry = readdir(list)) != NULL;)
        if (strstr(entry->d_name, SPOOL_SUFFIX) != NULL) {
            strcat(out, "/");
            strcat(out, entry->d_name);
            break;
        }
    closedir(list);
}

static void
clicks_are_taken_in_and_counted(void **state)
{
    struct store_fixture *fixture = *state;
    spool_clicks(fixture, 1, 10000);
    spool_clicks(fixture, 2, 3);
    assert_int_equal(take_in(fixture), 10003);
    assert_int_equal(clicks(fixture, 1), 10000);
    assert_int_equal(clicks(fixture, 2), 3);
    assert_int_equal(events(fixture), 10003);
    assert_int_equal(take_in(fixture), 0);
}

static void
a_worker_that_goes_on_is_read_on(void **state)
{
    struct store_fixture *fixture = *state;
    struct spool *spool = open_spool(fixture);
    for (unsigned i = 1; i <= 10; i++) {
        add_click(spool, 1);
        assert_int_equal(take_in(fixture), 0); /* not flushed */
        spool_flush(spool);
        assert_int_equal(take_in(fixture), 1);
        assert_int_equal(clicks(fixture, 1), i);
    }
    spool_close(spool);
}

/* Of two workers that take turns, and of one whose clock is set back. */
static void
clicks_come_in_the_order_of_their_times(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct {
        unsigned worker;
        int64_t at;
    } added[] = {{0, 5}, {1, 6}, {0, 7}, {1, 9}, {0, 3}, {1, 10}, {0, 8}};
    static const int64_t wanted[] = {5, 6, 7, 3, 8, 9, 10};
    static struct event event;
    struct spool *workers[] = {open_spool(fixture), open_spool(fixture)};
    for (size_t i = 0; i < COUNT(added); i++)
        spool_add(workers[added[i].worker], EVENT_CLICK, added[i].at, "x", 1);
    for (size_t i = 0; i < COUNT(workers); i++) {
        spool_flush(workers[i]);
        spool_close(workers[i]);
    }
    take_in(fixture);
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_int_equal(event_log_read(env_read(fixture->env), i + 1, &event), FAULT_NONE);
        assert_int_equal(event.at, wanted[i]);
    }
}

static enum fault
append_batch(struct txn *txn, void *intake)
{
    bool in_order;
    return intake_append(txn, intake, 1, &in_order);
}

/* More than is read at once; the first ones are from before a clock was set back. */
static void
a_batch_ends_anywhere_and_the_next_goes_on_there(void **state)
{
    struct store_fixture *fixture = *state;
    static const size_t ends[] = {200, 390, 1, 60};
    struct event event;
    uint64_t logged = 0;
    struct intake *intake;
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct spool *worker = open_spool(fixture);
        for (unsigned n = 0; n < 400; n++) {
            uint8_t body[600] = {(uint8_t)(n / 2)};
            spool_add(worker, EVENT_CUSTOM, NOON + (n < 50 ? 3600 : 0) * TIMESTAMP_SECOND, body, sizeof body);
        }
        spool_flush(worker);
        spool_close(worker);
        usleep(60000); /* it looks for segments now and then */
        size_t count;
        assert_int_equal(intake_collect(intake, &count), FAULT_NONE);
        assert_int_equal(count, 400);
        intake_shorten(intake, ends[i]);
        for (int batch = 0; batch < 2; batch++) {
            assert_int_equal(env_txn(fixture->env, ENV_WRITE, append_batch, intake), FAULT_NONE);
            intake_commit(intake);
            assert_int_equal(intake_collect(intake, &count), FAULT_NONE);
            assert_int_equal(count, batch == 0 ? 400 - ends[i] : 0);
        }
        for (unsigned n = 0; n < 400; n++) {
            assert_int_equal(event_log_read(env_read(fixture->env), ++logged, &event), FAULT_NONE);
            assert_int_equal(event.body[0], n / 2);
        }
    }
    intake_close(intake);
}

/* Somebody else's events come in between: they are counted from the log then. */
static void
others_append_to_the_log_too(void **state)
{
    struct store_fixture *fixture = *state;
    for (unsigned i = 0; i < 5; i++) {
        spool_clicks(fixture, 1, 100);
        publish(fixture, (struct visit){.link = 2, .agent = FIREFOX, .count = 10});
        publish(fixture, (struct visit){.link = 2, .agent = FIREFOX, .count = 3, .end = FAULT_REFUSED});
    }
    assert_int_equal(take_in(fixture), 550);
    assert_int_equal(clicks(fixture, 1), 500);
    assert_int_equal(clicks(fixture, 2), 50);
}

/* Else they would wait for as long as a campaign is sent. */
static void
clicks_are_taken_in_while_others_append(void **state)
{
    struct store_fixture *fixture = *state;
    struct aggregator *counter;
    struct intake *intake;
    uint64_t taken;
    assert_int_equal(aggregator_create(&counter, &fixture->config), FAULT_NONE);
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    for (unsigned i = 1; i <= 3; i++) {
        spool_clicks(fixture, 1, 10);
        publish(fixture, (struct visit){.link = 2, .agent = FIREFOX, .count = 1});
        usleep(60000); /* it looks for segments now and then */
        assert_int_equal(aggregator_run(counter, fixture->env, intake, &taken), FAULT_NONE);
        assert_int_equal(taken, 11);
        assert_int_equal(clicks(fixture, 1), i * 10);
        assert_int_equal(clicks(fixture, 2), i);
    }
    intake_close(intake);
    aggregator_free(counter);
}

static void
a_torn_record_is_passed_over(void **state)
{
    struct store_fixture *fixture = *state;
    char path[512];
    struct stat at;
    spool_clicks(fixture, 1, 3);
    segment_path(fixture, path);
    assert_int_equal(stat(path, &at), 0);
    assert_int_equal(truncate(path, at.st_size - 1), 0);
    assert_int_equal(take_in(fixture), 2);
    spool_clicks(fixture, 1, 4); /* another segment */
    assert_int_equal(take_in(fixture), 4);
    assert_int_equal(clicks(fixture, 1), 6);
}

static void
what_the_disk_made_of_it_is_passed_over(void **state)
{
    struct store_fixture *fixture = *state;
    static const char zeros[4096];
    char path[512];
    spool_clicks(fixture, 1, 3);
    segment_path(fixture, path);
    const int file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_true(write(file, zeros, sizeof zeros) == sizeof zeros);
    close(file);
    assert_int_equal(take_in(fixture), 3);
    assert_int_equal(take_in(fixture), 0);
}

static int ready[2];

/* A worker that waits for room in advance, and for its death. */
static int
waiting_worker_in_a_child(struct store_fixture *fixture, int clicks_first)
{
    struct spool *spool;
    if (spool_open(&spool, &fixture->config) != FAULT_NONE)
        return 100;
    for (int i = 0; i < clicks_first; i++)
        add_click(spool, 1);
    spool_flush(spool);
    store_fixture_tell(ready);
    for (;;)
        pause();
}

/* Bytes of each of its records. */
static off_t
record_size(int segment)
{
    uint8_t length[4];
    assert_int_equal(pread(segment, length, sizeof length, SPOOL_HEADER), sizeof length);
    return 8 + (off_t)length[2] * 256 + length[3];
}

static off_t
segment_size(const char *path)
{
    struct stat at;
    assert_int_equal(stat(path, &at), 0);
    return at.st_size;
}

/* A worker that has left so many clicks, and zeros after them. */
static pid_t
begin_worker(struct store_fixture *fixture, int clicks_first, char path[static 512])
{
    store_fixture_close(fixture);
    store_fixture_pipe(ready);
    const pid_t worker = store_fixture_child(fixture, waiting_worker_in_a_child, clicks_first);
    assert_true(store_fixture_hear(ready));
    segment_path(fixture, path);
    for (int i = 0; i < 6000 && segment_size(path) < 100000; i++)
        usleep(10000);
    assert_true(segment_size(path) >= 100000);
    store_fixture_open(fixture);
    return worker;
}

static void
kill_worker(pid_t worker)
{
    kill(worker, SIGKILL);
    assert_int_equal(store_fixture_wait(worker), STORE_FIXTURE_KILLED + SIGKILL);
}

/* Takes in from a segment until it is seen to have an end; *said: how many bytes were written to the log. */
static uint64_t
take_in_to_the_end(struct store_fixture *fixture, off_t *said)
{
    struct intake *intake;
    uint64_t all = 0;
    char path[256];
    snprintf(path, sizeof path, "%s/said", fixture->directory);
    const int before = dup(STDERR_FILENO), log = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(dup2(log, STDERR_FILENO) == STDERR_FILENO);
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    for (int i = 0; i < 4; i++)
        all += count_from(fixture, intake);
    enum fault fault = intake_tidy(intake, 0);
    intake_close(intake);
    dup2(before, STDERR_FILENO);
    close(before);
    *said = lseek(log, 0, SEEK_END);
    close(log);
    assert_int_equal(fault, FAULT_NONE);
    return all;
}

/* They are what comes next, as long as the worker lives, and the end when it is dead; nobody is warned. */
static void
zeros_after_the_last_click_are_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    struct spool_status status;
    char path[512];
    off_t said;
    const pid_t worker = begin_worker(fixture, 5, path);
    assert_int_equal(take_in_to_the_end(fixture, &said), 5);
    assert_int_equal(said, 0);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(spool_status_get(fixture->env, fixture->config.store_home, NOON, &status), FAULT_NONE);
    assert_int_equal(status.waiting, 0);
    kill_worker(worker);
    assert_int_equal(take_in_to_the_end(fixture, &said), 0);
    assert_int_equal(said, 0);
    assert_int_not_equal(access(path, F_OK), 0);
}

/* What a worker died over, or a power cut left of it, with zeros after it and in it. */
static void
a_torn_record_before_zeros_is_passed_over(void **state)
{
    static const off_t torn[] = {20, 60, 135};
    struct store_fixture *fixture = *state;
    static const char zeros[200];
    char path[512];
    off_t said;
    for (size_t i = 0; i < COUNT(torn); i++) {
        kill_worker(begin_worker(fixture, 5, path));
        const int file = open(path, O_RDWR | O_CLOEXEC);
        const off_t size = record_size(file);
        assert_int_equal(pwrite(file, zeros, (size_t)torn[i], SPOOL_HEADER + 5 * size - torn[i]), torn[i]);
        close(file);
        assert_int_equal(take_in_to_the_end(fixture, &said), 4);
        assert_true(said > 0);
        assert_int_not_equal(access(path, F_OK), 0);
    }
}

/* The clicks of a batch that was not synced come to the disk in any order: what follows a gap was not
 * answered. */
static void
what_follows_a_gap_is_passed_over(void **state)
{
    struct store_fixture *fixture = *state;
    static const char zeros[400];
    char path[512];
    off_t said;
    kill_worker(begin_worker(fixture, 5, path));
    const int file = open(path, O_RDWR | O_CLOEXEC);
    const off_t size = record_size(file);
    assert_int_equal(pwrite(file, zeros, (size_t)size, SPOOL_HEADER + 2 * size), size);
    close(file);
    assert_int_equal(take_in_to_the_end(fixture, &said), 2);
    assert_true(said > 0);
}

static void
a_batch_that_somebody_else_took_is_refused(void **state)
{
    struct store_fixture *fixture = *state;
    struct aggregator *slow;
    struct intake *intake;
    uint64_t taken;
    spool_clicks(fixture, 1, 10);
    assert_int_equal(aggregator_create(&slow, &fixture->config), FAULT_NONE);
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    size_t found;
    assert_int_equal(intake_collect(intake, &found), FAULT_NONE);
    assert_int_equal(found, 10);
    intake_shorten(intake, 0);
    assert_int_equal(take_in(fixture), 10); /* the other one */
    enum fault fault = aggregator_run(slow, fixture->env, intake, &taken);
    assert_int_equal(fault, FAULT_REFUSED);
    assert_int_equal(aggregator_run(slow, fixture->env, intake, &taken), FAULT_NONE);
    assert_int_equal(taken, 0);
    assert_int_equal(clicks(fixture, 1), 10);
    intake_close(intake);
    aggregator_free(slow);
}

static void
a_full_spool_drops_and_counts(void **state)
{
    struct store_fixture *fixture = *state;
    struct spool_status status;
    fixture->config.store_spool_limit = 1;
    struct spool *spool = open_spool(fixture);
    for (unsigned i = 0; i < 20000; i++)
        add_click(spool, 1);
    spool_flush(spool);
    assert_int_equal(
        spool_status_get(fixture->env, fixture->config.store_home, NOON + 5000000, &status), FAULT_NONE);
    assert_true(status.bytes < 2500000 && status.waiting > 900000);
    assert_int_equal(status.age, 5000000);
    assert_in_range(status.dropped, 1, 19999);
    spool_close(spool);
    assert_int_equal(take_in(fixture), 20000 - status.dropped);
    assert_int_equal(spool_status_get(fixture->env, fixture->config.store_home, NOON, &status), FAULT_NONE);
    assert_int_equal(status.waiting, 0);
}

/* From half of the limit on, only clicks are taken. */
static void
misses_leave_clicks_room(void **state)
{
    struct store_fixture *fixture = *state;
    const uint8_t body[] = {0};
    struct spool_status status;
    fixture->config.store_spool_limit = 1;
    struct spool *spool = open_spool(fixture);
    spool_add_missed(spool, NOON, body, sizeof body);
    spool_flush(spool);
    for (status.bytes = 0; status.bytes < 600000;) {
        for (unsigned i = 0; i < 100; i++)
            add_click(spool, 1);
        spool_flush(spool);
        assert_int_equal(
            spool_status_get(fixture->env, fixture->config.store_home, NOON, &status), FAULT_NONE);
    }
    spool_close(spool);
    spool = open_spool(fixture);
    spool_add_missed(spool, NOON, body, sizeof body);
    spool_pass_over(spool);
    add_click(spool, 1);
    spool_close(spool);
    assert_int_equal(spool_status_get(fixture->env, fixture->config.store_home, NOON, &status), FAULT_NONE);
    assert_int_equal(status.dropped, 0);
    assert_int_equal(status.dropped_missed, 2);
}

/* Of a write that the disk takes in part, whole records stay, and the next click stands after the last. */
static void
a_full_disk_drops_and_goes_on(void **state)
{
    struct store_fixture *fixture = *state;
    struct rlimit before, small = {.rlim_cur = 5000};
    struct spool_status status;
    signal(SIGXFSZ, SIG_IGN);
    struct spool *spool = open_spool(fixture);
    add_click(spool, 1);
    spool_flush(spool);
    getrlimit(RLIMIT_FSIZE, &before);
    small.rlim_max = before.rlim_max;
    setrlimit(RLIMIT_FSIZE, &small);
    for (unsigned i = 0; i < 100; i++)
        add_click(spool, 1);
    spool_flush(spool);
    setrlimit(RLIMIT_FSIZE, &before);
    add_click(spool, 1);
    spool_flush(spool);
    spool_close(spool);
    assert_int_equal(spool_status_get(fixture->env, fixture->config.store_home, NOON, &status), FAULT_NONE);
    assert_in_range(status.dropped, 1, 99);
    assert_int_equal(take_in(fixture), 102 - status.dropped);
}

/* Are there as many files of segments, and rows of cursors? */
static void
check_segments(struct store_fixture *fixture, unsigned files, unsigned rows)
{
    char path[512];
    unsigned found = 0;
    snprintf(path, sizeof path, "%s/" SPOOL_DIRECTORY, fixture->config.store_home);
    DIR *list = opendir(path);
    assert_non_null(list);
    for (const struct dirent *entry; (entry = readdir(list)) != NULL;)
        found += strstr(entry->d_name, SPOOL_SUFFIX) != NULL;
    closedir(list);
    assert_int_equal(found, files);
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_SPOOL_CURSOR), rows);
}

static void
what_is_taken_in_leaves_the_disk(void **state)
{
    struct store_fixture *fixture = *state;
    struct spool_status status;
    struct intake *intake;
    struct spool *alive = open_spool(fixture);
    for (unsigned i = 0; i < 1000; i++)
        add_click(alive, 1);
    spool_flush(alive);
    spool_clicks(fixture, 2, 10);
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    assert_int_equal(count_from(fixture, intake), 1010);
    assert_int_equal(count_from(fixture, intake), 0); /* sees that one has an end */
    assert_int_equal(count_from(fixture, intake), 0);
    check_segments(fixture, 2, 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(intake_tidy(intake, 3600 * INT64_C(1000000)), FAULT_NONE);
    check_segments(fixture, 2, 2);
    assert_int_equal(spool_status_get(fixture->env, fixture->config.store_home, NOON, &status), FAULT_NONE);
    assert_true(status.bytes > 0 && status.bytes < 20000); /* a block that is not full stays */
    assert_int_equal(status.waiting, 0);
    assert_int_equal(intake_tidy(intake, 0), FAULT_NONE);
    check_segments(fixture, 1, 1);
    add_click(alive, 1);
    spool_flush(alive);
    assert_int_equal(spool_status_get(fixture->env, fixture->config.store_home, NOON, &status), FAULT_NONE);
    assert_in_range(status.waiting, 130, 140);
    assert_int_equal(count_from(fixture, intake), 1);
    spool_close(alive);
    intake_close(intake);
    assert_int_equal(clicks(fixture, 1), 1001);
}

static void
what_is_held_for_a_backup_stays(void **state)
{
    struct store_fixture *fixture = *state;
    struct spool_status status;
    struct intake *intake;
    const int directory = spool_directory_open(fixture->config.store_home);
    spool_clicks(fixture, 1, 500);
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(count_from(fixture, intake), i == 0 ? 500 : 0);
    assert_false(spool_directory_is_held(directory));
    const int hold = spool_directory_hold(directory);
    assert_true(hold >= 0 && spool_directory_is_held(directory));
    for (int i = 0; i < 3; i++)
        assert_int_equal(intake_tidy(intake, 0), FAULT_NONE);
    assert_int_equal(spool_status_get(fixture->env, fixture->config.store_home, NOON, &status), FAULT_NONE);
    assert_true(status.bytes > 60000);
    check_segments(fixture, 1, 1);
    close(hold);
    assert_false(spool_directory_is_held(directory));
    assert_int_equal(intake_tidy(intake, 0), FAULT_NONE);
    check_segments(fixture, 0, 0);
    intake_close(intake);
    close(directory);
}

/* One that opened a segment before it was removed finds no cursor; it must not begin anew. */
static void
a_segment_that_is_removed_is_not_taken_in_again(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *slow, *quick;
    size_t found;
    spool_clicks(fixture, 1, 15);
    assert_int_equal(intake_open(&slow, fixture->env, fixture->config.store_home), FAULT_NONE);
    assert_int_equal(intake_collect(slow, &found), FAULT_NONE);
    assert_int_equal(found, 15);
    intake_shorten(slow, 0);
    assert_int_equal(intake_open(&quick, fixture->env, fixture->config.store_home), FAULT_NONE);
    assert_int_equal(count_from(fixture, quick), 15);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(count_from(fixture, quick), 0);
        assert_int_equal(intake_tidy(quick, 0), FAULT_NONE);
    }
    check_segments(fixture, 0, 0);
    intake_close(quick);
    struct aggregator *counter;
    uint64_t taken;
    assert_int_equal(aggregator_create(&counter, &fixture->config), FAULT_NONE);
    for (int i = 0; i < 3; i++)
        aggregator_run(counter, fixture->env, slow, &taken);
    aggregator_free(counter);
    intake_close(slow);
    assert_int_equal(clicks(fixture, 1), 15);
    assert_int_equal(events(fixture), 15);
}

/* A relay that dies after it has removed a segment leaves the row; the next one removes that. */
static void
rows_of_segments_that_are_gone_are_swept(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake;
    char path[512];
    spool_clicks(fixture, 1, 5);
    assert_int_equal(take_in(fixture), 5);
    segment_path(fixture, path);
    assert_int_equal(unlink(path), 0);
    check_segments(fixture, 0, 1);
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    assert_int_equal(intake_tidy(intake, 0), FAULT_NONE);
    intake_close(intake);
    check_segments(fixture, 0, 0);
}

/* A file of the spool with such bytes, as old as that many seconds, locked by the descriptor it returns. */
static int
make_file(struct store_fixture *fixture, const char *suffix, const void *bytes, size_t size, long age)
{
    char path[512];
    uint8_t id[UUID_BYTES];
    snprintf(path, sizeof path, "%s/" SPOOL_DIRECTORY "/", fixture->config.store_home);
    uuid_v4(id);
    uuid_format(id, path + strlen(path));
    strcat(path, suffix);
    const int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_int_equal(flock(file, LOCK_EX), 0);
    assert_int_equal(write(file, bytes, size), size);
    const struct timespec then = {.tv_sec = time(NULL) - age};
    assert_int_equal(futimens(file, (const struct timespec[]){then, then}), 0);
    return file;
}

/* Of workers that live: none of them is forgotten for others, however often they write. */
static void
many_segments_take_turns(void **state)
{
    enum { MANY = 300 };
    struct store_fixture *fixture = *state;
    static int files[MANY];
    uint8_t bytes[1024];
    char path[512];
    struct intake *intake;
    uint64_t taken;
    spool_clicks(fixture, 1, 1);
    segment_path(fixture, path);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const size_t size = (size_t)read(file, bytes, sizeof bytes);
    close(file);
    for (size_t i = 0; i < MANY; i++)
        files[i] = make_file(fixture, SPOOL_SUFFIX, bytes, size, 0);
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    for (unsigned round = 1; round <= 3; round++) {
        taken = round == 1 ? 0 : 1;
        for (int i = 0; i < 100 && taken < MANY + 1; i++) {
            taken += count_from(fixture, intake);
            usleep(20000);
        }
        assert_int_equal(taken, MANY + 1);
        for (size_t i = 0; i < MANY; i++)
            assert_true(write(files[i], bytes + SPOOL_HEADER, size - SPOOL_HEADER) > 0);
    }
    intake_close(intake);
    for (size_t i = 0; i < MANY; i++)
        close(files[i]);
}

static void
what_dead_workers_began_is_removed(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake;
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    close(make_file(fixture, SPOOL_SUFFIX SPOOL_UNLOCKED, "x", 1, 100)); /* this one */
    close(make_file(fixture, SPOOL_SUFFIX SPOOL_UNLOCKED, "x", 1, 0));
    close(make_file(fixture, SPOOL_SUFFIX ".old", "x", 1, 100));
    const int alive = make_file(fixture, SPOOL_SUFFIX SPOOL_UNLOCKED, "x", 1, 100);
    check_segments(fixture, 4, 0);
    assert_int_equal(intake_tidy(intake, 0), FAULT_NONE);
    check_segments(fixture, 3, 0);
    close(alive);
    intake_close(intake);
}

static void
a_segment_of_another_kind_is_left_alone(void **state)
{
    struct store_fixture *fixture = *state;
    char path[512];
    spool_clicks(fixture, 1, 5);
    segment_path(fixture, path);
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(pwrite(file, "curt spool 2", 12, 0), 12);
    close(file);
    assert_int_equal(take_in(fixture), 0);
    check_segments(fixture, 1, 0);
}

/* A worker that adds and flushes one click after the other, and says so each time. */
static int
worker_in_a_child(struct store_fixture *fixture, int nth)
{
    struct spool *spool;
    (void)nth;
    if (spool_open(&spool, &fixture->config) != FAULT_NONE)
        return 100;
    for (;;) {
        add_click(spool, 1);
        spool_flush(spool);
        store_fixture_tell(ready);
    }
}

static int
relay_in_a_child(struct store_fixture *fixture, int nth)
{
    struct aggregator *counter;
    struct intake *intake;
    uint64_t taken;
    enum fault fault;
    (void)nth;
    store_fixture_open(fixture);
    if (aggregator_create(&counter, &fixture->config) != FAULT_NONE ||
        intake_open(&intake, fixture->env, fixture->config.store_home) != FAULT_NONE)
        return 100;
    do
        fault = aggregator_run(counter, fixture->env, intake, &taken);
    while (fault == FAULT_NONE || fault == FAULT_AGAIN);
    return (int)fault;
}

/* How many bytes are in the pipe: clicks that were flushed. */
static unsigned
heard(int pipe)
{
    char bytes[4096];
    unsigned all = 0;
    fcntl(pipe, F_SETFL, O_NONBLOCK);
    for (ssize_t got; (got = read(pipe, bytes, sizeof bytes)) > 0;)
        all += (unsigned)got;
    return all;
}

static void
deaths_of_workers_and_relay_cost_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    unsigned flushed = 0, rounds = 8;
    store_fixture_close(fixture);
    for (unsigned round = 0; round < rounds; round++) {
        store_fixture_pipe(ready);
        const pid_t worker = store_fixture_child(fixture, worker_in_a_child, 0),
                    relay = store_fixture_child(fixture, relay_in_a_child, 0);
        for (useconds_t waited = 0; waited < 30000 + 17000 * round; waited += 5000) {
            usleep(5000);
            flushed += heard(ready[0]);
        }
        kill(round % 2 == 0 ? relay : worker, SIGKILL);
        kill(round % 2 == 0 ? worker : relay, SIGKILL);
        assert_int_equal(store_fixture_wait(worker), STORE_FIXTURE_KILLED + SIGKILL);
        assert_int_equal(store_fixture_wait(relay), STORE_FIXTURE_KILLED + SIGKILL);
        flushed += heard(ready[0]);
    }
    store_fixture_open(fixture);
    take_in(fixture);
    /* Each worker may have died between its last flush and saying so. */
    assert_in_range(clicks(fixture, 1), flushed, flushed + rounds);
    assert_int_equal(events(fixture), clicks(fixture, 1));
    assert_true(flushed > 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(clicks_are_taken_in_and_counted),
        WITH_STORE(a_worker_that_goes_on_is_read_on),
        WITH_STORE(clicks_come_in_the_order_of_their_times),
        WITH_STORE(a_batch_ends_anywhere_and_the_next_goes_on_there),
        WITH_STORE(others_append_to_the_log_too),
        WITH_STORE(clicks_are_taken_in_while_others_append),
        WITH_STORE(a_torn_record_is_passed_over),
        WITH_STORE(what_the_disk_made_of_it_is_passed_over),
        WITH_STORE(zeros_after_the_last_click_are_nothing),
        WITH_STORE(a_torn_record_before_zeros_is_passed_over),
        WITH_STORE(what_follows_a_gap_is_passed_over),
        WITH_STORE(a_batch_that_somebody_else_took_is_refused),
        WITH_STORE(a_full_spool_drops_and_counts),
        WITH_STORE(misses_leave_clicks_room),
        WITH_STORE(a_full_disk_drops_and_goes_on),
        WITH_STORE(what_is_taken_in_leaves_the_disk),
        WITH_STORE(what_is_held_for_a_backup_stays),
        WITH_STORE(a_segment_that_is_removed_is_not_taken_in_again),
        WITH_STORE(rows_of_segments_that_are_gone_are_swept),
        WITH_STORE(many_segments_take_turns),
        WITH_STORE(what_dead_workers_began_is_removed),
        WITH_STORE(a_segment_of_another_kind_is_left_alone),
        WITH_STORE(deaths_of_workers_and_relay_cost_nothing),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

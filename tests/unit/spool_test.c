/*
 * spool_test.c: what a worker leaves in the spool's directory, and the zeros that are written ahead of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "event/spool_ahead.h"
#include "event/spool_directory.h"
#include "event/spool_status.h"
#include "store_fixture.h"

enum { BODY = 4000, RECORD = SPOOL_RECORD_HEAD + BODY };

static void
add(struct spool *spool, unsigned records)
{
    static uint8_t body[BODY];
    memset(body, 'x', sizeof body);
    for (unsigned i = 0; i < records; i++)
        spool_add(spool, EVENT_CLICK, 1000000, body, sizeof body);
    spool_flush(spool);
}

static struct spool *
open_spool(struct store_fixture *fixture, enum config_durability durability)
{
    struct spool *spool;
    fixture->config.store_durability = durability;
    assert_int_equal(spool_open(&spool, &fixture->config), FAULT_NONE);
    return spool;
}

/* Sizes of the segments, the largest first; returns how many there are. */
static unsigned
segment_sizes(const struct store_fixture *fixture, uint64_t sizes[static 4])
{
    char path[512];
    struct stat at;
    unsigned found = 0;
    snprintf(path, sizeof path, "%s/" SPOOL_DIRECTORY, fixture->config.store_home);
    DIR *list = opendir(path);
    assert_non_null(list);
    for (const struct dirent *entry; (entry = readdir(list)) != NULL;)
        if (strstr(entry->d_name, SPOOL_SUFFIX) != NULL) {
            assert_int_equal(fstatat(dirfd(list), entry->d_name, &at, 0), 0);
            assert_true(found < 4);
            unsigned i = found++;
            for (; i > 0 && sizes[i - 1] < (uint64_t)at.st_size; i--)
                sizes[i] = sizes[i - 1];
            sizes[i] = (uint64_t)at.st_size;
        }
    closedir(list);
    return found;
}

static void
await_zeros(const struct store_fixture *fixture, uint64_t more_than)
{
    uint64_t sizes[4] = {0};
    for (int i = 0; i < 6000 && sizes[0] <= more_than; i++) {
        usleep(10000);
        segment_sizes(fixture, sizes);
    }
    assert_true(sizes[0] > more_than);
}

static void
room_is_made_in_advance_and_given_back(void **state)
{
    static const enum config_durability durabilities[] = {CONFIG_PROCESS, CONFIG_DISK};
    struct store_fixture *fixture = *state;
    for (unsigned i = 0; i < COUNT(durabilities); i++) {
        uint64_t sizes[4];
        struct spool *spool = open_spool(fixture, durabilities[i]);
        add(spool, 3);
        await_zeros(fixture, SPOOL_HEADER + 100000);
        spool_close(spool);
        assert_int_equal(segment_sizes(fixture, sizes), i + 1);
        assert_int_equal(sizes[0], SPOOL_HEADER + 3 * RECORD);
    }
}

/* Zeros do not wait, and do not count as what the spool holds. */
static void
zeros_are_no_clicks(void **state)
{
    struct store_fixture *fixture = *state;
    struct spool_status status;
    struct spool *spool = open_spool(fixture, CONFIG_PROCESS);
    for (unsigned clicks = 1; clicks < 400; clicks += 133) {
        add(spool, clicks == 1 ? 1 : 133);
        await_zeros(fixture, SPOOL_HEADER + clicks * RECORD + 100000);
        assert_int_equal(
            spool_status_get(fixture->env, fixture->config.store_home, 3000000, &status), FAULT_NONE);
        assert_in_range(status.waiting, clicks * RECORD - 8, clicks * RECORD + 8);
        assert_in_range(status.bytes, clicks * RECORD - 8, clicks * RECORD + 16384);
        assert_int_equal(status.age, 2000000);
    }
    spool_close(spool);
}

/* What fits the limit fits, whatever room others have made for more. */
static void
zeros_do_not_fill_the_spool(void **state)
{
    struct store_fixture *fixture = *state;
    struct spool_status status;
    struct spool *others[4];
    fixture->config.store_spool_limit = 2;
    for (size_t i = 0; i < COUNT(others); i++) {
        others[i] = open_spool(fixture, CONFIG_PROCESS);
        add(others[i], 1);
        await_zeros(fixture, SPOOL_HEADER + 100000);
    }
    struct spool *spool = open_spool(fixture, CONFIG_PROCESS);
    for (unsigned i = 0; i < 28; i++)
        add(spool, 16);
    assert_int_equal(
        spool_status_get(fixture->env, fixture->config.store_home, 3000000, &status), FAULT_NONE);
    assert_int_equal(status.dropped, 0);
    spool_close(spool);
    for (size_t i = 0; i < COUNT(others); i++)
        spool_close(others[i]);
}

static void
a_segment_has_an_end(void **state)
{
    struct store_fixture *fixture = *state;
    uint64_t sizes[4];
    struct spool *spool = open_spool(fixture, CONFIG_PROCESS);
    const unsigned records = SPOOL_SEGMENT / RECORD + 100;
    for (unsigned i = 0; i < records; i++)
        add(spool, 1);
    spool_close(spool);
    assert_int_equal(segment_sizes(fixture, sizes), 2);
    assert_in_range(sizes[0], SPOOL_SEGMENT - RECORD, SPOOL_SEGMENT);
    assert_int_equal(sizes[0] + sizes[1], 2 * SPOOL_HEADER + records * RECORD);
}

/* This program's threads share a processor, and the others get little of it. */
static void
slow_threads_down(void)
{
    cpu_set_t all, one;
    CPU_ZERO(&one);
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    for (size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &all))
            CPU_SET(cpu, &one);
    DIR *list = opendir("/proc/self/task");
    assert_non_null(list);
    for (const struct dirent *entry; (entry = readdir(list)) != NULL;) {
        const pid_t thread = atoi(entry->d_name);
        if (thread != 0)
            sched_setaffinity(thread, sizeof one, &one);
        if (thread != 0 && thread != gettid())
            setpriority(PRIO_PROCESS, (id_t)thread, 19);
    }
    closedir(list);
}

/* A worker that outruns the thread, again and again. */
static void
zeros_never_overwrite_records(void **state)
{
    static uint8_t written[SPOOL_SEGMENT], read[SPOOL_SEGMENT];
    char path[256];
    uint64_t length;
    (void)state;
    store_fixture_make_directory(path, sizeof path);
    strcat(path, "/file");
    memset(written, 'x', sizeof written);
    for (int round = 0; round < 20; round++) {
        struct spool_ahead *ahead = spool_ahead_start(round % 2 == 1);
        const int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        assert_non_null(ahead);
        slow_threads_down();
        spool_ahead_begin(ahead, dup(file), 0, sizeof written);
        for (length = 0; length < sizeof written - 65536;) {
            const size_t size = 100 + length * 7 % 6000;
            spool_ahead_claim(ahead, length + size);
            assert_int_equal(pwrite(file, written, size, (off_t)length), size);
            length += size;
        }
        spool_ahead_end(ahead);
        spool_ahead_stop(ahead);
        const ssize_t size = pread(file, read, sizeof read, 0);
        assert_in_range(size, length, sizeof read);
        assert_memory_equal(read, written, length);
        for (size_t i = length; i < (size_t)size; i++)
            assert_int_equal(read[i], 0);
        assert_int_equal(spool_segment_zeros(file, (uint64_t)size), (uint64_t)size - length);
        close(file);
    }
    *strrchr(path, '/') = '\0';
    store_fixture_remove_directory(path);
}

static void
without_the_thread_nothing_is_asked_of_it(void **state)
{
    (void)state;
    spool_ahead_begin(NULL, -1, 0, SPOOL_SEGMENT);
    spool_ahead_claim(NULL, 100);
    spool_ahead_end(NULL);
    spool_ahead_stop(NULL);
}

/* Wherever the clicks end in a file, and however many zeros follow. */
static void
the_end_of_clicks_is_found(void **state)
{
    static const uint64_t ends[] = {0, 1, 511, 512, 513, 4095, 4096, 4097, 100000, 1234567},
                          zeros[] = {0, 1, 511, 4096, 5000, 262144, SPOOL_AHEAD_MAX};
    static uint8_t bytes[2 * 1024 * 1024];
    char path[256];
    (void)state;
    store_fixture_make_directory(path, sizeof path);
    strcat(path, "/file");
    for (size_t i = 0; i < COUNT(ends); i++)
        for (size_t j = 0; j < COUNT(zeros); j++) {
            const int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
            memset(bytes, 'x', ends[i]);
            memset(bytes + ends[i], 0, zeros[j]);
            assert_int_equal(pwrite(file, bytes, ends[i] + zeros[j], 0), ends[i] + zeros[j]);
            assert_int_equal(spool_segment_zeros(file, ends[i] + zeros[j]), zeros[j]);
            if (ends[i] > 100) { /* what comes before was taken in */
                memset(bytes + 16, 0, ends[i] - 50);
                assert_int_equal(pwrite(file, bytes, ends[i], 0), ends[i]);
                assert_int_equal(spool_segment_zeros(file, ends[i] + zeros[j]), zeros[j]);
            }
            close(file);
        }
    *strrchr(path, '/') = '\0';
    store_fixture_remove_directory(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(room_is_made_in_advance_and_given_back),
        WITH_STORE(zeros_are_no_clicks),
        WITH_STORE(zeros_do_not_fill_the_spool),
        WITH_STORE(a_segment_has_an_end),
        cmocka_unit_test(zeros_never_overwrite_records),
        cmocka_unit_test(without_the_thread_nothing_is_asked_of_it),
        cmocka_unit_test(the_end_of_clicks_is_found),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

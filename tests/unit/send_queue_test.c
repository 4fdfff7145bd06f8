/*
 * send_queue_test.c: when a queue may send, how often that reads the time zone from disk, and what happens
 * when the zone changes or goes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/send_queue.h"

#include <fcntl.h>

#include "base/timestamp.h"
#include "store_fixture.h"

enum { ROUND = 20000 /* microseconds between two rounds of curt-relay */ };

static char zones[128]; /* a zoneinfo of the test's own */
static unsigned opened; /* files of it */

/* The linker puts it in place of fopen. */
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);

FILE *
__wrap_fopen(const char *path, const char *mode)
{
    opened += strncmp(path, zones, strlen(zones)) == 0;
    return __real_fopen(path, mode);
}

/* The zone `name` of the test's own is what Debian's zone `as` is: a new file in its place, as dpkg does. */
static void
install(const char *name, const char *as)
{
    char from[256], to[256], after[256], bytes[65536];
    snprintf(from, sizeof from, "/usr/share/zoneinfo/%s", as);
    snprintf(to, sizeof to, "%s/%s.new", zones, name);
    snprintf(after, sizeof after, "%s/%s", zones, name);
    FILE *in = __real_fopen(from, "re"), *out = __real_fopen(to, "we");
    assert_non_null(in);
    assert_non_null(out);
    const size_t length = fread(bytes, 1, sizeof bytes, in);
    assert_int_equal(fwrite(bytes, 1, length, out), length);
    fclose(in);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(rename(to, after), 0);
}

static void
uninstall(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", zones, name);
    assert_int_equal(unlink(path), 0);
}

static int64_t
at(const char *text)
{
    int64_t timestamp;
    assert_int_equal(timestamp_parse(text, &timestamp), FAULT_NONE);
    return timestamp;
}

static void
set_hours(struct send_queue *queue, const char *hours)
{
    static struct campaign campaign;
    campaign = (struct campaign){.name = "spring", .state = CAMPAIGN_RUNNING};
    strcpy(campaign.hours, hours);
    send_queue_update(queue, &campaign);
}

static struct send_queue
queue_of(const char *hours)
{
    struct send_queue queue = {.id = 5, .campaign = "spring"};
    set_hours(&queue, hours);
    return queue;
}

static void
hours_begin_and_end_with_their_minute(void **state)
{
    (void)state;
    struct send_queue queue = queue_of("Mon-Sun 09:00-20:00 Berlin");
    const int64_t begins = at("2026-07-01T07:00:00Z"), ends = at("2026-07-01T18:00:00Z");
    for (int64_t now = begins - 90 * TIMESTAMP_SECOND; now < begins + 90 * TIMESTAMP_SECOND; now += ROUND)
        assert_int_equal(send_queue_may_send(&queue, now), now >= begins);
    for (int64_t now = ends - 90 * TIMESTAMP_SECOND; now < ends + 90 * TIMESTAMP_SECOND; now += ROUND)
        assert_int_equal(send_queue_may_send(&queue, now), now < ends);
}

static void
a_zone_is_read_once_a_minute_and_not_each_round(void **state)
{
    (void)state;
    struct send_queue queues[] = {queue_of("Mon-Sun 09:00-20:00 Berlin"),
        queue_of("Mon-Sun 09:00-20:00 Lisbon"), queue_of("Mon-Sun 00:00-24:00"), queue_of("")};
    const int64_t begin = at("2026-07-01T12:00:00Z");
    opened = 0;
    for (int64_t now = begin; now < begin + 60 * TIMESTAMP_SECOND; now += ROUND)
        for (size_t i = 0; i < COUNT(queues); i++)
            assert_true(send_queue_may_send(&queues[i], now));
    assert_in_range(opened, 1, 2 * 3); /* for each with hours: does it exist, and enter it */
    const unsigned once = opened;
    for (size_t i = 0; i < COUNT(queues); i++)
        assert_true(send_queue_may_send(&queues[i], begin + 60 * TIMESTAMP_SECOND));
    assert_int_equal(opened, 2 * once);
}

static void
hours_that_are_edited_hold_at_once(void **state)
{
    (void)state;
    const int64_t now = at("2026-07-01T12:00:10Z");
    struct send_queue queue = queue_of("Mon-Sun 09:00-20:00 Berlin");
    assert_true(send_queue_may_send(&queue, now));
    set_hours(&queue, "Mon-Sun 09:00-12:00 Berlin");
    assert_false(send_queue_may_send(&queue, now + ROUND));
    set_hours(&queue, "");
    assert_true(send_queue_may_send(&queue, now + 2 * ROUND));
    opened = 0;
    set_hours(&queue, "Mon-Sun 09:00-20:00 Berlin");
    assert_true(send_queue_may_send(&queue, now + 3 * ROUND));
    const unsigned once = opened;
    set_hours(&queue, "Mon-Sun 09:00-20:00 Berlin"); /* a refresh that changes nothing */
    assert_true(send_queue_may_send(&queue, now + 4 * ROUND));
    assert_int_equal(opened, once);
}

static void
a_clock_that_is_set_back_is_believed(void **state)
{
    (void)state;
    struct send_queue queue = queue_of("Mon-Sun 09:00-20:00 Berlin");
    assert_true(send_queue_may_send(&queue, at("2026-07-01T12:00:10Z")));
    assert_false(send_queue_may_send(&queue, at("2026-07-01T03:00:00Z")));
}

static void
a_cancelled_campaign_does_not_send(void **state)
{
    (void)state;
    struct send_queue queue = queue_of("");
    queue.cancelled = true;
    assert_false(send_queue_may_send(&queue, at("2026-07-01T12:00:00Z")));
}

static void
a_new_tzdata_is_noticed_within_a_minute(void **state)
{
    (void)state;
    const int64_t now = at("2026-07-01T12:00:10Z");
    struct send_queue queue = queue_of("Mon-Sun 09:00-20:00 Somewhere");
    install("Somewhere", "Etc/UTC");
    assert_true(send_queue_may_send(&queue, now));
    install("Somewhere", "Etc/GMT-10"); /* ten hours ahead: it is 22:00 */
    assert_false(send_queue_may_send(&queue, now + 60 * TIMESTAMP_SECOND));
    install("Somewhere", "Etc/UTC");
    assert_true(send_queue_may_send(&queue, now + 120 * TIMESTAMP_SECOND));
}

/* What was logged since `from`, which has its end then. */
static const char *
logged(int file, off_t *from)
{
    static char text[4096];
    const ssize_t length = pread(file, text, sizeof text - 1, *from);
    assert_true(length >= 0);
    text[length] = '\0';
    *from += length;
    return text;
}

static void
a_zone_that_has_gone_is_logged_once(void **state)
{
    (void)state;
    char path[256];
    off_t from = 0;
    const int64_t now = at("2026-07-01T12:00:10Z");
    struct send_queue queue = queue_of("Mon-Sun 09:00-20:00 Atlantis");
    snprintf(path, sizeof path, "%s/log", zones);
    const int file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600), before = dup(STDERR_FILENO);
    dup2(file, STDERR_FILENO);
    for (int64_t later = 0; later < 5 * 60 * TIMESTAMP_SECOND; later += 100 * ROUND) {
        set_hours(&queue, "Mon-Sun 09:00-20:00 Atlantis");
        if (send_queue_may_send(&queue, now + later))
            break;
    }
    const char *said = strdup(logged(file, &from));
    install("Atlantis", "Etc/UTC");
    const bool sends = send_queue_may_send(&queue, now + 6 * 60 * TIMESTAMP_SECOND);
    const char *again = strdup(logged(file, &from));
    uninstall("Atlantis");
    const bool still = send_queue_may_send(&queue, now + 7 * 60 * TIMESTAMP_SECOND);
    dup2(before, STDERR_FILENO);
    close(before);
    const char *gone = logged(file, &from);
    close(file);
    const char *line = strstr(said, "campaign spring does not send");
    assert_non_null(line);
    assert_non_null(strstr(line, "Atlantis"));
    assert_null(strstr(line + 1, "campaign"));
    assert_true(sends);
    assert_non_null(strstr(again, "campaign spring can use its hours again"));
    assert_false(still);
    assert_non_null(strstr(gone, "campaign spring does not send")); /* once more: it is new */
    free((void *)(uintptr_t)said);
    free((void *)(uintptr_t)again);
}

static int
begin(void **state)
{
    (void)state;
    store_fixture_make_directory(zones, sizeof zones);
    install("UTC", "Etc/UTC");
    install("Berlin", "Europe/Berlin");
    install("Lisbon", "Europe/Lisbon");
    return setenv("TZDIR", zones, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_begin_and_end_with_their_minute),
        cmocka_unit_test(a_zone_is_read_once_a_minute_and_not_each_round),
        cmocka_unit_test(hours_that_are_edited_hold_at_once),
        cmocka_unit_test(a_clock_that_is_set_back_is_believed),
        cmocka_unit_test(a_cancelled_campaign_does_not_send),
        cmocka_unit_test(a_new_tzdata_is_noticed_within_a_minute),
        cmocka_unit_test(a_zone_that_has_gone_is_logged_once),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, NULL);
}

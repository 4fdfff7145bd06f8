/*
 * intake: how many clicks a second get from the spool into the log and the counts.
 *
 *   intake [CLICKS]    the default is 1000000
 *
 * In a store of its own, below TMPDIR: clicks on 20,000 links, by some two thousand user agents, with
 * referrers, languages and tags as people have them, lie in the spool; then one thread takes them in, as
 * curt-relay does. It is timed in all, and of the processor; the last line is the size of the log.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/config.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "event/intake.h"
#include "event/labels.h"
#include "event/spool.h"
#include "event/visitor_salt.h"
#include "stats/aggregator.h"

enum { LINKS = 20000, VISITORS = 200000, WORKERS = 2 };

static const char *const agents[] = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_%u like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.%u Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%u.0.%u.0 Mobile "
    "Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%u.0.%u.0 "
    "Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; SM-S9%u) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/%u.0 "
    "Chrome/121.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:%u.%u) Gecko/20100101 Firefox/128.0",
    "WhatsApp/2.%u.%u.78 A",
};

static const char *const referrers[] = {"", "", "", "https://www.instagram.com/", "https://www.google.com/"};
static const char *const languages[] = {"en-GB,en;q=0.9", "de-DE,de;q=0.9", "fr-FR,fr;q=0.9"};

static struct click_text
text(const char *of)
{
    return (struct click_text){of, strlen(of)};
}

/* Numbers that are the same in every run. */
static unsigned
draw(unsigned below)
{
    static uint64_t state = 1;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

static void
add_click(struct spool *spool, int64_t at)
{
    char agent[CLICK_USER_AGENT_MAX], code[16];
    uint8_t body[CLICK_BYTES_MAX], packed[LABELS_BYTES_MAX], message[UUID_BYTES] = "a message's id";
    struct labels labels = {.campaign = "spring"};
    size_t length;
    const unsigned link = draw(LINKS), version = draw(20), build = draw(20);
    message[0] = (uint8_t)link;
    snprintf(code, sizeof code, "C%06u", link);
    snprintf(agent, sizeof agent, agents[draw(sizeof agents / sizeof *agents)], 110 + version, build);
    const struct click click = {.link = link + 1,
        .owner = 1,
        .visitor = draw(VISITORS),
        .message = link % 2 == 0 ? message : NULL,
        .address = {4, {192, 0, (uint8_t)draw(256), 0}},
        .code = text(code),
        .labels = {(const char *)packed, labels_encode(&labels, packed)},
        .referrer = text(referrers[draw(sizeof referrers / sizeof *referrers)]),
        .agent = text(agent),
        .language = text(languages[draw(sizeof languages / sizeof *languages)])};
    if (click_encode(&click, body, sizeof body, &length) != FAULT_NONE)
        log_fatal("a click that cannot be");
    spool_add(spool, EVENT_CLICK, at, body, length);
}

static void
fill_spool(const struct config *config, unsigned clicks)
{
    struct spool *workers[WORKERS];
    const int64_t begin = timestamp_now() / TIMESTAMP_DAY * TIMESTAMP_DAY;
    for (unsigned i = 0; i < WORKERS; i++)
        if (spool_open(&workers[i], config) != FAULT_NONE)
            log_fatal("no spool");
    for (unsigned i = 0; i < clicks; i++)
        add_click(workers[i % WORKERS], begin + i * INT64_C(1000));
    for (unsigned i = 0; i < WORKERS; i++) {
        spool_flush(workers[i]);
        spool_close(workers[i]);
    }
}

static double
seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static unsigned
take_in(const struct config *config, struct env *env)
{
    struct aggregator *counter;
    struct intake *intake;
    uint64_t taken;
    unsigned all = 0;
    if (aggregator_create(&counter, config) != FAULT_NONE ||
        intake_open(&intake, env, config->store_home) != FAULT_NONE)
        log_fatal("cannot count");
    const double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    do {
        if (aggregator_run(counter, env, intake, &taken) != FAULT_NONE)
            log_fatal("cannot count");
        all += (unsigned)taken;
    } while (taken > 0 || aggregator_is_behind(counter));
    const double took = seconds(CLOCK_MONOTONIC) - wall, worked = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%u clicks taken in and counted: %.0f/s, %.2f us of the processor each\n", all, all / took,
        worked * 1e6 / all);
    intake_close(intake);
    aggregator_free(counter);
    return all;
}

int
main(int argc, char **argv)
{
    static struct config config;
    const unsigned clicks = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000000;
    char home[] = "/tmp/curt-intake.XXXXXX", command[160];
    log_open("intake");
    if (mkdtemp(home) == NULL || setenv("CURT_STORE_HOME", home, 1) != 0)
        log_fatal("no directory");
    config_load_or_die(&config);
    if (env_create(config.store_home) != FAULT_NONE)
        log_fatal("no store");
    struct env *env = env_open_or_die(&config, TABLE_ALL, 0);
    fill_spool(&config, clicks);
    const bool good = take_in(&config, env) == clicks && env_checkpoint(env) == FAULT_NONE;
    env_close(env);
    snprintf(command, sizeof command, "du -sb %s/db/__dbq.event_log.db.* | awk '{ n += $1 } END { print n }'",
        home);
    fflush(stdout);
    printf("bytes of the log: ");
    fflush(stdout);
    if (system(command) != 0)
        return EXIT_FAILURE;
    snprintf(command, sizeof command, "rm -r %s", home);
    return system(command) == 0 && good ? EXIT_SUCCESS : EXIT_FAILURE;
}

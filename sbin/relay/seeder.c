/*
 * seeder.c: asks for one piece after the other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "seeder.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backup/seed.h"
#include "base/backoff.h"
#include "base/ip_address.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "db/cluster.h"
#include "net/host_call.h"

enum {
    SEEDER_TIMEOUT = 60000,          /* milliseconds for an answer: a copy begins with a checkpoint */
    SEEDER_NAP = 100000,             /* microseconds of a rest at a time */
    SEEDER_COMPLAINT = 30 * 1000000, /* microseconds between two warnings */
    SEEDER_TARGET = 400,             /* bytes of the target of a request, with its NUL */
};

/* After a round in which no host has helped. */
static const struct backoff seeder_rests = {1000000, 10000000, 2, 0};

struct seeder {
    const struct config *config;
    const volatile sig_atomic_t *ending;
    struct http_exchange *exchange;
    struct seed seed;
    struct http_exchange_answer answer;
    char master[IP_ADDRESS_SIZE]; /* "": not known */
    int64_t complained;           /* monotonic.h */
    unsigned failures;            /* rounds in a row */
};

static bool
seeder_is_wanted(void *arg)
{
    const struct seeder *s = arg;
    return !*s->ending;
}

/* What the other host says of why not, in one line. */
static void
seeder_complain(struct seeder *s, const char *address)
{
    char said[256] = "";
    if (!monotonic_due(&s->complained, SEEDER_COMPLAINT))
        return;
    for (size_t i = 0; i < s->answer.length && i < sizeof said - 1; i++)
        said[i] = s->answer.body[i] >= ' ' && s->answer.body[i] <= '~' ? s->answer.body[i] : ' ';
    if (s->answer.status == 403)
        log_warn("%s does not copy the store to this host: %s", address, said);
    else if (s->answer.status == 404)
        log_warn(
            "%s does not know this host: [cluster] secret must be the same on both, the clocks right, and "
            "its web server's configuration that of this curt",
            address);
    else if (s->answer.status == 410)
        log_warn("the copy from %s begins again: %s; a larger [cluster] keep_log there keeps more of the log",
            address, said);
    else if (s->answer.status == 0)
        log_warn("%s does not answer; the copy goes on when it does", address);
    else
        log_warn("%s does not copy the store now (HTTP status %d): %s", address, s->answer.status, said);
}

/* The status, or 0 when there was no answer. */
static int
seeder_ask(struct seeder *s, const char *address, const char *method, const char *target)
{
    const struct http_exchange_request request = {.address = address,
        .method = method,
        .target = target,
        .body = strcmp(method, "POST") == 0 ? "" : NULL,
        .timeout = SEEDER_TIMEOUT,
        .wanted = seeder_is_wanted,
        .arg = s};
    if (host_call(s->exchange, s->config, request, &s->answer) != HTTP_EXCHANGE_ANSWERED)
        s->answer = (struct http_exchange_answer){0};
    return s->answer.status;
}

/* Begins a copy at this host, or goes on with ours. */
static bool
seeder_begin_at(struct seeder *s, const char *address)
{
    char target[SEEDER_TARGET];
    const bool has = s->seed.id[0] != '\0';
    snprintf(target, sizeof target, "/api/v1/hosts/%.32s/copies%s%s", s->config->cluster_name,
        has ? "?id=" : "", s->seed.id);
    if (has)
        snprintf(target + strlen(target), sizeof target - strlen(target), "&first=%" PRIu32,
            s->seed.files.log_first);
    const int status = seeder_ask(s, address, "POST", target);
    if (status == 204 && has)
        return true;
    if (status == 200) {
        const enum fault fault = seed_begin(&s->seed, s->answer.body, s->answer.length);
        if (fault == FAULT_SYSTEM)
            log_fatal("cannot copy the store from %s", address);
        if (fault != FAULT_NONE)
            return false;
        log_info("copying the store from %s: %.1f MB, and the log", address,
            (double)manifest_bytes(&s->seed.files) / 1e6);
        return true;
    }
    if (status != 0 && status != 409)
        seeder_complain(s, address);
    return false;
}

/* The address of the master, as a replica says. */
static bool
seeder_is_sent_on(const struct seeder *s, char out[static IP_ADDRESS_SIZE])
{
    char text[IP_ADDRESS_SIZE] = "";
    struct ip_address address;
    if (s->answer.status != 409 || s->answer.length >= sizeof text)
        return false;
    memcpy(text, s->answer.body, s->answer.length);
    if (ip_address_parse(text, &address) != FAULT_NONE)
        return false;
    ip_address_format(&address, out);
    return true;
}

/* The hosts of the configuration; each may name another. */
static bool
seeder_begin(struct seeder *s)
{
    struct network hosts[CONFIG_CLUSTER_HOSTS];
    char address[IP_ADDRESS_SIZE], named[IP_ADDRESS_SIZE];
    size_t count;
    bool begun = false;
    if (network_parse_list(s->config->cluster_hosts, hosts, CONFIG_CLUSTER_HOSTS, &count) != FAULT_NONE)
        log_fatal("cannot read [cluster] hosts");
    for (size_t i = 0; i < count && !begun && !*s->ending; i++) {
        ip_address_format(&hosts[i].base, address);
        if (strcmp(address, s->config->cluster_address) == 0)
            continue;
        begun = seeder_begin_at(s, address);
        if (!begun && seeder_is_sent_on(s, named)) {
            strcpy(address, named);
            begun = seeder_begin_at(s, address);
        }
    }
    strcpy(s->master, begun ? address : "");
    return begun;
}

/* The next piece that is not there. False: it did not come. */
static bool
seeder_fetch(struct seeder *s, const struct manifest_file *file)
{
    char target[SEEDER_TARGET];
    snprintf(target, sizeof target,
        "/api/v1/hosts/%.32s/copies/%s/files/%s?first=%" PRIu32 "&from=%" PRIu64 "&length=%zu&done=%" PRIu64
        "&all=%" PRIu64,
        s->config->cluster_name, s->seed.id, file->name, s->seed.files.log_first, s->seed.from,
        seed_wants(&s->seed), s->seed.done, manifest_bytes(&s->seed.files));
    const int status = seeder_ask(s, s->master, "GET", target);
    if (status != 200 && status != 204)
        return false;
    if (seed_add(&s->seed, s->answer.body, s->answer.length) != FAULT_NONE)
        log_fatal("cannot copy the store");
    s->failures = 0;
    return true;
}

static bool
seeder_fetch_all(struct seeder *s)
{
    const struct manifest_file *file;
    bool goes_on = true;
    while (goes_on && !*s->ending && (file = seed_next(&s->seed)) != NULL)
        goes_on = seeder_fetch(s, file);
    return goes_on && !*s->ending;
}

/* The tables, then the log until now. False: not all of it came. */
static bool
seeder_copy(struct seeder *s)
{
    char target[SEEDER_TARGET];
    if (!seeder_fetch_all(s))
        return false;
    snprintf(target, sizeof target, "/api/v1/hosts/%.32s/copies/%s/log?first=%" PRIu32,
        s->config->cluster_name, s->seed.id, s->seed.files.log_first);
    if (seeder_ask(s, s->master, "GET", target) != 200)
        return false;
    if (seed_add_log(&s->seed, s->answer.body, s->answer.length) != FAULT_NONE)
        log_fatal("cannot copy the log");
    return seeder_fetch_all(s);
}

static void
seeder_rest(struct seeder *s)
{
    const int64_t rest = backoff_wait(&seeder_rests, s->failures++);
    for (int64_t rested = 0; rested < rest && !*s->ending; rested += SEEDER_NAP)
        usleep(SEEDER_NAP);
}

static void
seeder_finish(struct seeder *s)
{
    const double megabytes = (double)s->seed.done / 1e6;
    log_info("the store is copied; making its tables ready");
    if (seed_finish(&s->seed) != FAULT_NONE)
        log_fatal("cannot use the copy of the store");
    log_info("the store is there (%.1f MB); replication brings what happened since", megabytes);
}

bool
seeder_run(const struct config *config, const volatile sig_atomic_t *ending)
{
    static struct seeder s;
    bool needed;
    const enum fault fault = seed_is_needed(config, &needed);
    if (fault == FAULT_NONE && !needed)
        return true;
    if (fault != FAULT_NONE || cluster_check(config) != FAULT_NONE)
        log_fatal("cannot join the cluster");
    s = (struct seeder){.config = config, .ending = ending, .exchange = http_exchange_create()};
    if (seed_open(&s.seed, config) != FAULT_NONE)
        log_fatal("cannot copy the store");
    bool copied = seed_is_copied(&s.seed);
    while (!copied && !*ending) {
        const bool begun = seeder_begin(&s);
        copied = begun && seeder_copy(&s);
        if (begun && !copied && !*ending)
            seeder_complain(&s, s.master);
        if (!copied)
            seeder_rest(&s);
    }
    if (copied && !*ending)
        seeder_finish(&s);
    seed_close(&s.seed);
    http_exchange_free(s.exchange);
    return copied && !*ending;
}

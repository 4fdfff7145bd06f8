/*
 * server.c: the loop over requests, and the signals that end it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/server.h"

#include <libgen.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/log.h"
#include "base/program.h"
#include "base/sandbox.h"
#include "base/timestamp.h"
#include "base/timezone.h"
#include "db/cluster.h"
#include "db/host.h"
#include "http/cors.h"
#include "http/forwarder.h"
#include "http/page.h"
#include "http/problem.h"
#include "http/response.h"
#include "http/store_opener.h"
#include "http/watchdog.h"
#include "net/user_agent.h"

enum {
    SERVER_LARGE_BLOCK = 256 * 1024,
    SERVER_BATCH = 32,      /* requests that are answered together */
    SERVER_PATIENCE = 1000, /* milliseconds that requests wait for the store to open */
};

static void
server_stop(int signal_number)
{
    (void)signal_number;
    fastcgi_stop();
}

static void
server_catch_signals(void)
{
    static const int ends[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
    struct sigaction action = {.sa_handler = server_stop};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        sigaction(ends[i], &action, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a web server that dies takes its programs along */
}

/* Is it answered by the master of a cluster, or in its place? A program that is confined answers what reads
 * alone, and says itself what else is for the master. */
static bool
server_forwards(struct request *request, const struct server_program *program, const struct context *context)
{
    const bool reads = request->method == HTTP_GET || request->method == HTTP_HEAD ||
                       strcmp(request->fields[HTTP_REQUEST_METHOD], "OPTIONS") == 0;
    return context->forwarder != NULL && !program->confined && !reads && forwarder_writes(request, context);
}

static void
server_handle(
    struct request *request, const struct server_program *program, struct context *context, enum fault fault)
{
    if (fault != FAULT_NONE)
        response_send(request, fault == FAULT_FULL ? 414 : 400, NULL, NULL, 0);
    else if (context->env == NULL)
        problem_send_store(request, FAULT_AGAIN);
    else if (request_is_endless(request))
        problem_send(request, ERROR_LENGTH_REQUIRED, "Send the body with a Content-Length.", NULL);
    else if (!cors_handle(request, context->config) && !server_forwards(request, program, context) &&
             !routes_handle(program->routes, program->route_count, request, context)) {
        if (strncmp(request->path, "/api/", 5) == 0)
            problem_send_unknown_path(request);
        else if (program->otherwise != NULL)
            program->otherwise(request, context);
        else
            problem_send(request, ERROR_NOT_FOUND, "There is nothing at this address.", NULL);
    }
    if (!request->sent) {
        log_error("no answer to %s", request->path);
        response_send(request, 500, NULL, NULL, 0);
    }
}

/* The directory in which a file really is, also where a link leads to it. */
static const char *
server_directory(const char *file, char real[static PATH_MAX])
{
    if (realpath(file, real) == NULL)
        snprintf(real, PATH_MAX, "%s", file);
    return dirname(real);
}

/*
 * The store, its shared memory, to which a link leads (shm_regions.h), and what is read when it is first
 * needed: the rules for User-Agent texts, time zones, and the country database.
 */
static void
server_confine(const struct config *config)
{
    char memory[CONFIG_VALUE_SIZE + 16], agents[PATH_MAX], older[PATH_MAX], classes[PATH_MAX],
        countries[PATH_MAX];
    snprintf(memory, sizeof memory, "%s/memory", config->store_home);
    const struct sandbox_place places[] = {
        {config->store_home, true},
        {memory, true},
        {server_directory(config->stats_agents, agents), false},
        {server_directory(USER_AGENT_DEBIAN_REGEXES, older), false},
        {server_directory(config->stats_agent_classes, classes), false},
        {timezone_directory(), false},
        {server_directory(config->stats_countries, countries), false},
    };
    const size_t count = sizeof places / sizeof *places;
    sandbox_places(places, config->stats_countries[0] != '\0' ? count : count - 1);
}

/*
 * Large blocks are pages of their own, which go back to the system when a request is over. Without this,
 * glibc takes the next ones as large from its heap, where a small block above one that is free holds it for
 * ever: bodies of 16 MB cost twice as much.
 */
static void
server_bound_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, SERVER_LARGE_BLOCK);
    mallopt(M_TRIM_THRESHOLD, 4 * SERVER_LARGE_BLOCK);
}

static void
server_trust_proxies(struct trusted_proxies *proxies, const struct config *config)
{
    if (network_parse_list(config->web_trusted_proxies, proxies->networks, TRUSTED_PROXIES_MAX,
            &proxies->count) != FAULT_NONE)
        log_fatal("cannot parse [web] trusted_proxies");
    trusted_proxies_set_header(proxies, config->web_client_header);
}

static void
server_answer(struct fastcgi *connection, const struct server_program *program, struct context *context,
    const struct trusted_proxies *proxies)
{
    static char head[RESPONSE_HEAD_SIZE];
    struct request request;
    watchdog_set_busy(true);
    enum fault fault = request_begin(&request, connection, proxies);
    response_init(&request, head);
    if (context->forwarder != NULL)
        forwarder_begin(context->forwarder, &request);
    server_handle(&request, program, context, fault);
    if (context->forwarder != NULL && context->env != NULL)
        cluster_tend(context->env);
    const bool all_read = request_end(&request);
    fastcgi_end(connection, all_read && request.in_one_piece);
}

/* As the master, curt-relay writes this host's row while a majority hears it. */
static bool
server_hears_master(const struct context *context)
{
    struct host host;
    return host_get(env_read(context->env), context->config->cluster_name, &host) == FAULT_NONE &&
           timestamp_now() - host.seen < context->config->cluster_dead_after * 1000;
}

/* Answers until the end is asked for, or what interrupts the wait is there. */
static void
server_loop(const struct server_program *program, struct context *context, struct fastcgi_batch *batch,
    const struct trusted_proxies *proxies)
{
    for (;;) {
        struct fastcgi *connection = fastcgi_accept(batch);
        if (connection != NULL) {
            server_answer(connection, program, context, proxies);
            if (context->env != NULL && cluster_is_outgrown(context->env) && server_hears_master(context))
                fastcgi_stop();
        } else if (fastcgi_is_empty(batch)) {
            break;
        } else {
            fastcgi_finish(batch);
            watchdog_set_busy(false);
        }
    }
}

/*
 * Most of the time the store is open before anybody asks for something. While that takes longer, every answer
 * is 503. A program that ends waits for it all the same, so as not to die in the store.
 */
static void
server_await_store(const struct server_program *program, struct context *context, struct fastcgi_batch *batch,
    const struct trusted_proxies *proxies, struct store_opener *opener)
{
    if (!store_opener_wait(opener, SERVER_PATIENCE) && batch != NULL) {
        fastcgi_interrupt_by(batch, store_opener_descriptor(opener));
        server_loop(program, context, batch, proxies);
        fastcgi_interrupt_by(batch, -1);
    }
    context->env = store_opener_finish(opener);
}

static void
server_run(const struct server_program *program, struct context *context, struct fastcgi_batch *batch,
    const struct trusted_proxies *proxies)
{
    if (program->begin != NULL)
        program->begin(context);
    if (program->confined) {
        server_confine(context->config);
        sandbox_system_calls(context->forwarder != NULL);
    } else {
        cluster_attend(context->env);
    }
    server_loop(program, context, batch, proxies);
}

int
server_main(const struct server_program *program, void *state)
{
    static struct config config;
    static struct page sorry;
    static struct trusted_proxies proxies;
    program_begin(program->name);
    server_bound_memory();
    program_hold_signals(); /* fastcgi_accept lets them in */
    server_catch_signals();
    config_load_or_die(&config);
    sorry = page_load(&config, "sorry.html");
    problem_use(config.web_base_url, &sorry);
    server_trust_proxies(&proxies, &config);
    struct context context = {.config = &config, .forwarder = forwarder_create(&config), .program = state};
    if (program->open != NULL)
        program->open(&context);
    struct store_opener *opener = store_opener_start(&config, program->tables, program->readonly);
    watchdog_start((int)config.web_watchdog);
    struct fastcgi_batch *batch = fastcgi_open(
        program->settle != NULL ? SERVER_BATCH : 1, program->settle, &context);
    server_await_store(program, &context, batch, &proxies, opener);
    if (batch != NULL)
        server_run(program, &context, batch, &proxies);
    if (program->close != NULL)
        program->close(&context);
    env_close(context.env);
    fastcgi_free(batch);
    forwarder_free(context.forwarder);
    return batch != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * send.fcgi: messages, campaigns, and the numbers that nothing is sent to, under /api/v1/. It stores what is
 * to be sent and answers; curt-relay hands it to the carrier. See curt-send(8).
 */
#include "send.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/program.h"
#include "http/auth.h"
#include "http/problem.h"

static const struct {
    const char *name;
    void (*handle)(struct send *, struct request *, const char *rest);
    enum role read, write; /* the least that a key must be */
} send_resources[] = {
    {"messages", send_messages, ROLE_READER, ROLE_CREATOR},
    {"campaigns", send_campaigns, ROLE_READER, ROLE_CREATOR},
    {"stops", send_stops, ROLE_ADMIN, ROLE_ADMIN},
};

void
send_refuse(struct request *http, const struct message_request_fault *wrong)
{
    problem_send(http, 422, wrong->why, wrong->pointer[0] != '\0' ? wrong->pointer : NULL);
}

void
send_missing(struct request *http)
{
    problem_send(http, 404, "There is nothing of that name, or it belongs to another key.", NULL);
}

bool
send_sees_numbers(const struct send *s)
{
    return s->key.role == ROLE_ADMIN;
}

uint32_t
send_owner(const struct send *s)
{
    return api_key_scope(&s->key);
}

static void
send_handle(struct request *http, void *arg)
{
    struct send *s = arg;
    const char *path = http->path + strlen(SEND_PATH);
    const bool reads = http->method == HTTP_GET || http->method == HTTP_HEAD;
    for (size_t i = 0; i < sizeof send_resources / sizeof *send_resources; i++) {
        const size_t length = strlen(send_resources[i].name);
        if (strncmp(http->path, SEND_PATH, strlen(SEND_PATH)) != 0 ||
            strncmp(path, send_resources[i].name, length) != 0 ||
            (path[length] != '\0' && path[length] != '/'))
            continue;
        if (auth_require(http, s->env, reads ? send_resources[i].read : send_resources[i].write, &s->key) ==
            FAULT_NONE)
            send_resources[i].handle(s, http, path + length + (path[length] == '/'));
        return;
    }
    problem_send(http, 404, "There is nothing at this address.", NULL);
}

int
main(void)
{
    static struct send s;
    program_begin("send.fcgi");
    program_hold_signals(); /* until server_run is ready for them */
    config_load_or_die(&s.config);
    http_client_policy_read(&s.config, &s.rules);
    if (url_finder_create(&s.hyperlinks) != FAULT_NONE)
        log_fatal("out of memory");
    s.sorry = page_load(&s.config, "sorry.html");
    problem_use(&s.sorry);
    s.env = env_open_or_die(&s.config, TABLE_ALL, 0);
    server_run(&s.config, send_handle, &s);
    env_close(s.env);
    url_finder_free(s.hyperlinks);
    return EXIT_SUCCESS;
}

#include <string.h>

#include "bus.h"
#include "bus/bus_json.h"
#include "http/json_body.h"
#include "http/problem.h"

enum { RULES_BODY_MAX = 65536 };

static void
rules_list(struct bus *bus, struct request *http)
{
    struct rule rule = {.name = ""};
    struct json_object *answer = json_object_new_object(), *rules = json_object_new_array();
    enum fault fault;
    json_object_object_add(answer, "rules", rules);
    while ((fault = rule_next(env_read(bus->env), rule.name, &rule)) == FAULT_NONE)
        json_object_array_add(rules, rule_to_json(&rule));
    if (fault == FAULT_MISSING) {
        json_send(http, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(http);
    }
}

static void
rules_add(struct bus *bus, struct request *http)
{
    struct rule rule;
    struct refusal refusal;
    struct json_object *sent = json_body(http, RULES_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = office_add_rule(bus->env, sent, &rule, &refusal);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        bus_made(bus, http, "rules", rule.name, rule_to_json(&rule));
    else
        bus_refuse(http, fault, &refusal);
}

static void
rules_read(struct bus *bus, struct request *http, const char *name)
{
    struct rule rule;
    enum fault fault = rule_get(env_read(bus->env), name, &rule);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", rule_to_json(&rule));
    else if (fault == FAULT_MISSING)
        bus_missing(http);
    else
        problem_send_store(http);
}

static void
rules_change(struct bus *bus, struct request *http, const char *name)
{
    struct rule rule;
    struct refusal refusal;
    struct json_object *sent = json_body(http, RULES_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = office_change_rule(bus->env, name, sent, &rule, &refusal);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", rule_to_json(&rule));
    else
        bus_refuse(http, fault, &refusal);
}

static void
rules_remove(struct bus *bus, struct request *http, const char *name)
{
    struct refusal refusal;
    enum fault fault = office_remove_rule(bus->env, name, &refusal);
    if (fault == FAULT_NONE)
        response_send(http, 204, NULL, NULL, 0);
    else
        bus_refuse(http, fault, &refusal);
}

void
bus_rules(struct bus *bus, struct request *http, const char *rest)
{
    const bool read = http->method == HTTP_GET || http->method == HTTP_HEAD;
    if (*rest == '\0' && read)
        rules_list(bus, http);
    else if (*rest == '\0' && http->method == HTTP_POST)
        rules_add(bus, http);
    else if (*rest == '\0')
        problem_send_method(http, "GET, HEAD, POST");
    else if (read)
        rules_read(bus, http, rest);
    else if (http->method == HTTP_PATCH)
        rules_change(bus, http, rest);
    else if (http->method == HTTP_DELETE)
        rules_remove(bus, http, rest);
    else
        problem_send_method(http, "GET, HEAD, PATCH, DELETE");
}

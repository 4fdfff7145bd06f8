/*
 * bus.h: bus.fcgi in its parts: the handlers of its routes (bus.c), a file a resource.
 */
#ifndef CURT_CGI_BIN_BUS_BUS_H
#define CURT_CGI_BIN_BUS_BUS_H

#include "base/input_error.h"
#include "http/context.h"
#include "http/problem.h"
#include "http/request.h"
#include "http/response.h"
#include "net/http_client.h"

#define BUS_PATH     "/api/v1/"
#define BUS_NAME_MAX 128

/* What the program keeps: context->program. */
struct bus {
    struct http_client_policy policy; /* which addresses targets may have */
};

typedef void bus_handler(struct request *, struct context *);

bus_handler rules_list, rules_create, rules_get, rules_patch, rules_delete;
bus_handler targets_list, targets_create, targets_get, targets_patch, targets_delete, targets_rotate;
bus_handler dead_letters_list, dead_letters_get, dead_letters_delete, dead_letters_redrive_all,
    dead_letters_purge_all;
bus_handler events_list, events_match, events_publish;
bus_handler hosts_take_clicks, hosts_stand_by;
bus_handler host_copies_begin, host_copies_get_log, host_copies_get_file;
bus_handler aws_handle;
bus_handler replays_list, replays_create, replays_get, replays_cancel;

/* Does another host of the cluster ask? If not, that is answered. */
bool hosts_is_host(struct request *, const struct context *);

/* Answers what was refused, or that the store is unavailable. */
void bus_refuse(struct request *, enum fault, const struct input_error *);

/* 201 with the thing that was made, and where it is. */
void bus_send_created(struct request *, const struct context *, const char *folder, const char *name,
    struct json_object *thing);

/* 404 for a name that nothing has, or 503. */
void bus_send_fault(struct request *, enum fault);

/* The list under its name, which is whole when the last fault was FAULT_MISSING. Frees it. */
void bus_send_list(struct request *, enum fault, const char *name, struct json_object *list);

#endif

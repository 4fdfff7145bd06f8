/*
 * command.h: the administrator's command, curt: a function a subcommand, each in a file named after it.
 *
 * A subcommand gets its own name as argv[0] and returns the exit status: 0, 1 for what went wrong (it has
 * said so), COMMAND_USAGE for a call that is not understood.
 */
#ifndef CURT_SBIN_COMMAND_H
#define CURT_SBIN_COMMAND_H

#include <stdbool.h>

#include "bus/office.h"
#include "db/env.h"

#define COMMAND_USAGE 2

int command_init(int argc, char **argv);
int command_config(int argc, char **argv);
int command_key(int argc, char **argv);
int command_event(int argc, char **argv);
int command_pattern(int argc, char **argv);
int command_rule(int argc, char **argv);
int command_target(int argc, char **argv);
int command_dead(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_message(int argc, char **argv);
int command_campaign(int argc, char **argv);
int command_stop(int argc, char **argv);
int command_forget(int argc, char **argv);

/* Is --json among the arguments? It is taken out of them. */
bool command_json(int *argc, char **argv);

/* Prints a value as one line of JSON, and frees it. */
void command_print(struct json_object *);

/* The exit status of what the office did; says what was refused. */
int command_end(enum fault, const struct refusal *);

/* Reads a JSON value from a file, or from standard input for "-": NULL, told, when it is none. The caller
 * owns it. */
struct json_object *command_read(const char *path);

/* The store, with signals held back until command_close: an interruption must not look like a death in the
 * store. */
struct env *command_open(struct config *);
void command_close(struct env *);

#endif

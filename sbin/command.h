/*
 * command.h: the administrator's command, curt: a function a subcommand, each in a file named after it.
 *
 * A subcommand gets its own name as argv[0] and returns the exit status: 0, 1 for what went wrong (it has
 * said so), COMMAND_USAGE for a call that is not understood.
 */
#ifndef CURT_SBIN_COMMAND_H
#define CURT_SBIN_COMMAND_H

#include <stdbool.h>

#include "store/env.h"

#define COMMAND_USAGE 2

int command_init(int argc, char **argv);
int command_config(int argc, char **argv);
int command_key(int argc, char **argv);
int command_event(int argc, char **argv);

/* Is --json among the arguments? It is taken out of them. */
bool command_json(int *argc, char **argv);

/* The store, with signals held back until command_close: an interruption must not look like a death in the
 * store. */
struct env *command_open(struct conf *);
void command_close(struct env *);

#endif

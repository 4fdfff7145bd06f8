/*
 * tree.h: folders: what is in one, and removing one with all that is in it.
 */
#ifndef CURT_BACKUP_TREE_H
#define CURT_BACKUP_TREE_H

#include <stdbool.h>

#include "base/fault.h"

/* Calls visit for each name in a folder that is not its own or its parent's, until it says no. FAULT_SYSTEM
 * (logged). */
enum fault tree_visit(int directory, bool (*visit)(int directory, const char *name, void *arg), void *arg);

/* A file will do as well, and nothing, too; links are not followed. FAULT_SYSTEM (logged). */
enum fault tree_remove(int directory, const char *name);

#endif

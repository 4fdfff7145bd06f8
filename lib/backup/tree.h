/*
 * tree.h: removes a folder with all that is in it.
 */
#ifndef CURT_BACKUP_TREE_H
#define CURT_BACKUP_TREE_H

#include "base/fault.h"

/* A file will do as well, and nothing, too; links are not followed. FAULT_SYSTEM (logged). */
enum fault tree_remove(int directory, const char *name);

#endif

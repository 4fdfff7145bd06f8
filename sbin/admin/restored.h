/*
 * restored.h: what a store has that was just restored or imported.
 */
#ifndef CURT_SBIN_ADMIN_RESTORED_H
#define CURT_SBIN_ADMIN_RESTORED_H

#include <json-c/json.h>

#include "backup/restored_store.h"

void restored_print(const struct restored_store *);
void restored_add(struct json_object *to, const struct restored_store *);

#endif

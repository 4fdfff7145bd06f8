/*
 * exported_show.h: rows of an export as people read them, which is as the API shows them. Only for them: an
 * import reads the rows. NULL for what shows nothing; the caller owns the object.
 */
#ifndef CURT_BACKUP_EXPORTED_SHOW_H
#define CURT_BACKUP_EXPORTED_SHOW_H

#include <json-c/json.h>

#include "base/config.h"
#include "db/env.h"
#include "db/row.h"

struct json_object *exported_show_link(struct env *, const struct config *, const struct cursor *);
struct json_object *exported_show_key(struct env *, const struct config *, const struct cursor *);
struct json_object *exported_show_rule(struct env *, const struct config *, const struct cursor *);
struct json_object *exported_show_target(struct env *, const struct config *, const struct cursor *);
struct json_object *exported_show_replay(struct env *, const struct config *, const struct cursor *);
struct json_object *exported_show_message(struct env *, const struct config *, const struct cursor *);
struct json_object *exported_show_campaign(struct env *, const struct config *, const struct cursor *);

#endif

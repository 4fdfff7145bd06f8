/*
 * link.h: a link: a short code, the URL it leads to, and the rules by which it opens.
 *
 * A link has an id beside its code, drawn by chance: counts hang on the id, so that a code that is deleted
 * and taken again starts from nothing. Moments are as in timestamp.h.
 */
#ifndef CURT_LINK_LINK_H
#define CURT_LINK_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"
#include "db/row.h"
#include "event/labels.h"
#include "link/link_name.h"
#include "link/link_password.h"
#include "link/link_rules.h"
#include "net/url.h"

#define LINK_TITLE_MAX       256
#define LINK_DESCRIPTION_MAX 512
#define LINK_APP_URL_MAX     2048 /* of a URL beside the one that it leads to */
#define LINK_BLOCKED_BY_MAX  200
#define LINK_IMPORTED_BYTES  20
#define LINK_ROW_MAX                                                                                 \
    (400 + UUID_BYTES + LABELS_BYTES_MAX + 2 * LINK_TITLE_MAX + LINK_DESCRIPTION_MAX + 2 * URL_MAX + \
        3 * LINK_APP_URL_MAX + LINK_RULES_MAX + LINK_PASSWORD_BYTES + LINK_IMPORTED_BYTES)

/* What a link preview shows in place of what its target says of itself; "": nothing. */
struct link_preview {
    char title[LINK_TITLE_MAX + 1], description[LINK_DESCRIPTION_MAX + 1], image[LINK_APP_URL_MAX + 1];
};

enum link_state { LINK_LIVE, LINK_NOT_YET, LINK_EXPIRED, LINK_DISABLED, LINK_USED_UP };

/*
 * What a link brought along from another shortener. Both only grow, however often it is imported: clicks to
 * what the source counts by now, visits by those that were not taken in yet.
 */
struct link_imported {
    bool is_set;
    uint64_t clicks; /* that the source counted in total */
    uint64_t visits; /* those of them that came with a time, and are counted as clicks (event/visit.h) */
};

struct link {
    char code[SHORT_CODE_MAX + 1];
    char domain[DOMAIN_NAME_MAX + 1]; /* "": the default one */
    uint64_t id;
    uint32_t owner;   /* the key that made it (api_key.h) */
    uint32_t version; /* 1, and one more with each change */
    int64_t created, changed;
    int64_t valid_from, expires; /* 0: at once, never */
    uint64_t max_clicks;         /* 0: no limit */
    uint16_t status;             /* 301, 302, 307 or 308 */
    bool track_first;            /* caches may answer after the first click */
    bool forward_query;
    bool disabled;
    bool expiry_told;            /* link.expired is published */
    uint8_t message[UUID_BYTES]; /* the message that it was made for (message.h); nil: none */
    struct labels labels;
    char title[LINK_TITLE_MAX + 1];
    char url[URL_MAX + 1];
    struct link_password password;
    char expired_url[URL_MAX + 1]; /* where it leads once it is over; "": what its domain says */
    struct link_rules rules;
    char ios_url[LINK_APP_URL_MAX + 1],
        android_url[LINK_APP_URL_MAX + 1]; /* "": as others; after the rules */
    struct link_preview preview;
    char blocked_by[LINK_BLOCKED_BY_MAX + 1]; /* the entry of the blocklist that closes it (link_block.h) */
    struct link_imported imported;
};

/* FAULT_MISSING when no link has this name (link_name.h): a code, if it is on the default domain. */
enum fault link_get(struct txn *, const char *name, struct link *out);

/* link_get of a name whose code was written by hand: in another case too, where the store ignores that
 * (code_case.h); out->code is what the link's is. */
enum fault link_find(struct txn *, const char *name, struct link *out);

/* link_find of this owner, or of anybody if that is 0; the name may be any text. FAULT_MISSING. */
enum fault link_get_owned(struct txn *, const char *name, uint32_t owner, struct link *out);

/* Does it open at this time? used is what click_limit_used says, for a link with a limit. */
enum link_state link_state(const struct link *, int64_t now, uint64_t used);

/* Does where it leads depend on who opens it? */
bool link_has_targets(const struct link *);

/* Does a link preview show what its owner wants? */
bool link_has_preview(const struct link *);

/* Is the text in its code, URL or title, whatever its case? */
bool link_contains(const struct link *, const char *text);

/* Clicks from before the link came here, of which no more than their number is known: shown apart from those
 * that are counted. */
uint64_t link_imported_clicks(const struct link *);

/* Its name, which is the key of its row; that key; and the row: its length, at most LINK_ROW_MAX. */
void link_name(const struct link *, char out[static LINK_NAME_MAX + 1]);
struct row_key link_key(const char *name);
size_t link_encode(const struct link *, uint8_t out[static LINK_ROW_MAX]);

/* All of the link but its code and domain, which are the key. */
enum fault link_decode(const uint8_t *row, size_t length, struct link *out);

/* All of it, of a row and its key. FAULT_INPUT: they are none; code and domain are set if the key can be a
 * name, else "".
 */
enum fault link_from_row(struct row_key, const void *row, size_t length, struct link *out);

#endif

/*
 * click_id.h: what names one click at the site that it leads to ([links] click_id): appended to the URL, and
 * sent back with a conversion (message/conversion.h).
 *
 * It says which link was opened, and when, so that nothing is stored for it: 32 characters of base64url (RFC
 * 4648, section 5), which are the time in milliseconds, 6 random bytes and 12 bytes of an HMAC-SHA256 with
 * the link's id as its key; a point; and the link's name, percent-encoded. Who does not know the link's id,
 * as whoever was sent there, cannot make one.
 */
#ifndef CURT_LINK_CLICK_ID_H
#define CURT_LINK_CLICK_ID_H

#include "link/link.h"

#define CLICK_ID_SIZE (32 + 1 + 3 * LINK_NAME_MAX + 1) /* with its NUL */

/* Of a click on the link at that time. */
void click_id_make(const struct link *, int64_t at, char out[static CLICK_ID_SIZE]);

/* The link, and when it was opened, to the millisecond. FAULT_INPUT: it is none; FAULT_MISSING: the link is
 * gone. */
enum fault click_id_read(struct txn *, const char *text, struct link *out, int64_t *at);

#endif

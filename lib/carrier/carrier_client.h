/*
 * carrier_client.h: what drivers of carriers with an HTTP API share: the client that asks them, Basic
 * authentication, and what it means when there is no answer.
 */
#ifndef CURT_CARRIER_CARRIER_CLIENT_H
#define CURT_CARRIER_CARRIER_CLIENT_H

#include "base/config.h"
#include "carrier/carrier_result.h"
#include "net/http_client.h"

#define CARRIER_BASIC_SIZE 640 /* room for the line of Basic authentication, with its NUL */

/*
 * Any address may be asked, since the operator chose it; only over TLS, since what goes there is secret, but
 * for this machine's. Another URL is fatal: name is the key it is of, "[vonage] base_url". most is how many
 * requests may be under way.
 */
struct http_client *carrier_client_create(const char *name, const char *url, size_t most);

/* HTTP's Basic authentication (RFC 7617) as a header line. Each is a value of the configuration, and the
 * first has no colon in it. */
void carrier_client_authorize(const char *user, const char *password, char out[static CARRIER_BASIC_SIZE]);

/* The result of a request that ended in another way than with an answer; all of it. */
void carrier_client_judge_end(const struct http_client_response *, struct carrier_result *out);

#endif

/*
 * aws_key.h: an API key (api_key.h) as AWS's clients sign with it (net/sigv4.h): an access key id and a
 * secret.
 *
 * The id is curt_<id of the key>. The secret is HMAC-SHA256 over the key's number and digest, with a master
 * key that the store keeps, so that whoever verifies a signature can make it again. A key that is rotated has
 * another one, and the one before is good as long as its text before.
 */
#ifndef CURT_HTTP_AWS_KEY_H
#define CURT_HTTP_AWS_KEY_H

#include "http/api_key.h"

#define AWS_KEY_ID_SIZE 16 /* room for an id, with its NUL */

struct aws_key {
    char id[AWS_KEY_ID_SIZE];
    char secret[SHA256_TEXT_SIZE];
};

/* Makes the master key if there is none yet: before a key for AWS's clients is added, so that one that was
 * added can be shown. */
enum fault aws_key_prepare(struct env *);

/* The id and secret of a key that was just added or rotated. */
enum fault aws_key_make(struct env *, const struct api_key *, struct aws_key *out);

/* Adds them to what is shown of it once: aws_access_key_id, aws_secret_access_key. */
void aws_key_add_json(const struct aws_key *, struct json_object *to);

/* The number of the key with this id. FAULT_MISSING: it cannot be one. */
enum fault aws_key_parse(const char *id, uint32_t *out);

/*
 * Gives each secret that the key has now to `holds`: FAULT_NONE when one does; FAULT_REFUSED: none.
 * FAULT_MISSING: it is no key for AWS's clients, or not good any more.
 */
enum fault aws_key_verify(
    struct env *, uint32_t id, bool (*holds)(const char *secret, void *arg), void *arg, struct api_key *out);

#endif

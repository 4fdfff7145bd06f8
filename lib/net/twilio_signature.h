/*
 * twilio_signature.h: how Twilio signs what it calls back with (twilio.com/docs/usage/security, and its
 * library for Node, webhooks.js): an HMAC over the URL that it called, its query as it is, and after it the
 * form's fields, sorted by name, each as its name and value; of a name that is there several times, the
 * values sorted and each once. Where the query has bodySHA256, the body is not signed, but its digest is so.
 *
 * Nothing of it says when: what was signed once holds as long as the key.
 */
#ifndef CURT_NET_TWILIO_SIGNATURE_H
#define CURT_NET_TWILIO_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

enum twilio_signature_digest {
    TWILIO_SIGNATURE_SHA1,   /* with the account's auth token */
    TWILIO_SIGNATURE_SHA256, /* with a key shared for webhooks */
};

/*
 * Is this the signature, in base64? url is what was called. Its port may have been left out by who signed it,
 * and the default one written, so both are tried. Compared in constant time. False, too, for an empty key.
 */
bool twilio_signature_holds(enum twilio_signature_digest, const char *key, const char *url, const char *body,
    size_t length, const char *signature);

/*
 * The value of a member of the header X-Twilio-Webhooks-Signature-Settings, "key=K,algorithm=HMAC_SHA256", or
 * of another list of that form: "" when it is not there, or longer than size.
 */
void twilio_signature_setting(const char *list, const char *name, char *out, size_t size);

#endif

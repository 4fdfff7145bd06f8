/*
 * referrer.h: where a click came from, of its Referer (RFC 9110, 10.1.3).
 */
#ifndef CURT_NET_REFERRER_H
#define CURT_NET_REFERRER_H

#include "net/url.h"

/*
 * The host of the URL, or the app, as Android and iOS name it: "com.slack" of "android-app://com.slack/". ""
 * when it says neither.
 */
void referrer_source(const char *url, char out[static URL_HOST_SIZE]);

#endif

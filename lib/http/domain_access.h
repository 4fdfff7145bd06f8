/*
 * domain_access.h: which API keys may create links on which domains ([domain] keys).
 */
#ifndef CURT_HTTP_DOMAIN_ACCESS_H
#define CURT_HTTP_DOMAIN_ACCESS_H

#include "base/config.h"
#include "base/input_error.h"
#include "http/api_key.h"

/* An administrator's may use all. */
bool domain_access_allows(const struct config_domain *, const struct api_key *);

/* Of the domain of this name, "" for the default one, in the field domain: FAULT_INPUT, *error names those
 * that the key may use. */
enum fault domain_access_check(
    const struct config *, const char *name, const struct api_key *, struct input_error *error);

#endif

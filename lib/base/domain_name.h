/*
 * domain_name.h: the name of a host as it is compared: in small letters, without a port and without the dot
 * of the root, an international one as its A-labels (xn--), an address of IPv6 in its shortest form and
 * brackets.
 */
#ifndef CURT_BASE_DOMAIN_NAME_H
#define CURT_BASE_DOMAIN_NAME_H

#include "base/fault.h"

#define DOMAIN_NAME_MAX 100 /* bytes, without the NUL: a link's name has it, and names are keys of rows */

/*
 * Of what a stranger sent as Host (RFC 9110, 7.2): a name or an address, and perhaps a port. There, an
 * international name is in A-labels. FAULT_INPUT: it is none, or too long; out is "".
 */
enum fault domain_name_of_host(const char *host, char out[static DOMAIN_NAME_MAX + 1]);

/* The same of what a person wrote, who may write an international name as it is read (libcurl knows its
 * A-labels). */
enum fault domain_name_parse(const char *text, char out[static DOMAIN_NAME_MAX + 1]);

#endif

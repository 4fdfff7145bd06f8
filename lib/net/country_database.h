/*
 * country_database.h: which country an address belongs to, by a file in MaxMind's format (mmdb) that the
 * operator names.
 *
 * The file is mapped into memory: replace it by renaming a new one over it, never by writing into it.
 */
#ifndef CURT_NET_COUNTRY_DATABASE_H
#define CURT_NET_COUNTRY_DATABASE_H

#include <stdbool.h>

#include "base/ip_address.h"

#define COUNTRY_SIZE 3 /* "DE" (ISO 3166-1 alpha-2) with its NUL */

struct country_database;

/* path: the caller's, for as long as the database is used; "": there is no file, and no country is known. A
 * file that cannot be read is logged, and is as none until another is in its place. The caller frees it. */
struct country_database *country_database_open(const char *path);
void country_database_free(struct country_database *);

/* Opens the file again if another is in its place: one stat(2). */
void country_database_refresh(struct country_database *);

/* Is a file open? */
bool country_database_is_open(const struct country_database *);

/* For one thread at a time. False when the file does not say: private addresses, IPv6 in a file for IPv4, no
 * file. */
bool country_database_find(
    const struct country_database *, const struct ip_address *, char out[static COUNTRY_SIZE]);

#endif

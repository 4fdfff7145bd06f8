/*
 * app_link.h: apps that open short links themselves, as the configuration names them.
 *
 * Of iOS: the id of the app, "ABCDE12345.com.example.app": the id of the team, ten letters or digits, and
 * that of the bundle (Apple, "Supporting associated domains"). Of Android: package and certificate,
 * "com.example.app/14:6D:...:44:E5": the SHA-256 of the certificate that the app is signed with, 32 bytes as
 * keytool prints them (Google, "Verify app links"). In a list they are separated by commas or spaces.
 */
#ifndef CURT_BASE_APP_LINK_H
#define CURT_BASE_APP_LINK_H

#include <stdbool.h>
#include <stddef.h>

#define APP_LINK_ID_MAX           200
#define APP_LINK_FINGERPRINT_SIZE (3 * 32) /* with its NUL */

struct app_link {
    char id[APP_LINK_ID_MAX + 1];                /* of the app, or the package */
    char fingerprint[APP_LINK_FINGERPRINT_SIZE]; /* of Android alone */
};

/* Reads one of the list. False: it is none. */
typedef bool app_link_read(const char *text, size_t length, struct app_link *out);
app_link_read app_link_read_ios, app_link_read_android;

/* The next of a list; false at its end, or at what is none. *at is where it goes on, or that. */
bool app_link_next(const char **at, app_link_read *, struct app_link *out);

/* Is each of the list one? */
bool app_link_check(const char *list, app_link_read *);

#endif

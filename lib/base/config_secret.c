/*
 * config_secret.c: refuses a secret in a file that others may read.
 *
 * SPDX-License-Identifier: ISC
 */
#include <sys/stat.h>

#include "base/config_internal.h"

/* One sentence: the file, the key, and what to run. */
static enum fault
config_refuse_secret(struct config_source *source, const char *path, const char *holds,
    const struct config_key *key, const struct stat *at)
{
    snprintf(source->why, sizeof source->why,
        "%s %s [%s] %s, and other users can access it (mode %04o): "
        "run `chmod o-rwx %s`, and `chgrp curt %s` if curt cannot read it then",
        path, holds, key->section, key->name, (unsigned)at->st_mode & 07777, path, path);
    return FAULT_REFUSED;
}

/* Whoever may write it could put another secret there. */
static bool
config_is_open(const struct stat *at)
{
    return (at->st_mode & S_IRWXO) != 0;
}

/* A file that is not there is not refused here: what reads it says so. */
enum fault
config_check_secrets(const struct config *config, struct config_source *source, FILE *file)
{
    struct stat at;
    const bool open = file != NULL && fstat(fileno(file), &at) == 0 && config_is_open(&at);
    for (int i = 0; i < config_key_count; i++) {
        const struct config_key *key = &config_keys[i];
        const char *value = (const char *)config + key->offset;
        struct stat named;
        if (key->type == CONFIG_SECRET && open && source->origins[i] == CONFIG_FILE && *value != '\0')
            return config_refuse_secret(source, source->path, "holds", key, &at);
        if (key->type == CONFIG_SECRET_FILE && file == NULL && *value != '\0' && stat(value, &named) == 0 &&
            S_ISREG(named.st_mode) && config_is_open(&named))
            return config_refuse_secret(source, value, "is", key, &named);
    }
    return FAULT_NONE;
}

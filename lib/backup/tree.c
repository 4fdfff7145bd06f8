/*
 * tree.c: lists and removes folders.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

enum { TREE_DEPTH = 4 };

enum fault
tree_visit(int directory, bool (*visit)(int directory, const char *name, void *arg), void *arg)
{
    const int again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = again >= 0 ? fdopendir(again) : NULL;
    if (list == NULL) {
        log_error("cannot read a directory: %s", strerror(errno));
        if (again >= 0)
            close(again);
        return FAULT_SYSTEM;
    }
    for (const struct dirent *entry; (entry = readdir(list)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            !visit(directory, entry->d_name, arg))
            break;
    closedir(list);
    return FAULT_NONE;
}

static bool
tree_empty(int directory, const char *name, int depth)
{
    const int folder = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *list = folder >= 0 ? fdopendir(folder) : NULL;
    bool emptied = list != NULL && depth > 0;
    for (const struct dirent *entry; emptied && (entry = readdir(list)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(folder, entry->d_name, 0) != 0)
            emptied = (errno == EISDIR || errno == EPERM) && tree_empty(folder, entry->d_name, depth - 1) &&
                      unlinkat(folder, entry->d_name, AT_REMOVEDIR) == 0;
    }
    if (list != NULL)
        closedir(list);
    else if (folder >= 0)
        close(folder);
    return emptied;
}

enum fault
tree_remove(int directory, const char *name)
{
    if (unlinkat(directory, name, 0) == 0 || errno == ENOENT)
        return FAULT_NONE;
    if ((errno == EISDIR || errno == EPERM) && tree_empty(directory, name, TREE_DEPTH) &&
        unlinkat(directory, name, AT_REMOVEDIR) == 0)
        return FAULT_NONE;
    log_error("cannot remove %s: %s", name, strerror(errno));
    return FAULT_SYSTEM;
}

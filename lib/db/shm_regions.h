/*
 * shm_regions.h: where the store's shared memory lies while somebody uses the store.
 *
 * Berkeley DB maps its regions from files. On a disk, the kernel writes hundreds of megabytes of changing
 * cache back again and again, for nothing: after a crash the regions are made again. So they lie in a
 * directory of their own on a tmpfs ([store] memory), or in one in the store's directory where that has no
 * room. All users of a store must agree: the link home/memory says which it is, made by a process that is
 * alone in the store, under the gate.
 *
 * The directory is what Berkeley DB calls the home of the environment; its DB_CONFIG is the store's, with the
 * directories of the tables and the log, so that its tools find them: db5.3_hotbackup -h home/memory.
 */
#ifndef CURT_DB_SHM_REGIONS_H
#define CURT_DB_SHM_REGIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define STORE_PATH_SIZE      512       /* room for a path in the store, with its NUL */
#define SHM_REGIONS_LINK     "memory"  /* in the store's directory */
#define SHM_REGIONS_IN_STORE "regions" /* there too, when there is no room on the tmpfs */

/* Are there regions? */
bool shm_regions_exist(int home);

/*
 * Removes what regions there are and chooses a place for new ones: below the directory tmpfs if that is one
 * and has room, else in home (an absolute path). Only for a process that is alone in the store. FAULT_SYSTEM
 * (logged).
 */
enum fault shm_regions_place(const char *home, const char *tmpfs);

/* Removes the regions. Only for the last process to leave. */
void shm_regions_remove(const char *home);

#endif

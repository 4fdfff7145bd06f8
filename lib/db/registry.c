/*
 * registry.c: flock on a file per process; kills the others after a death inside the store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/registry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "db/shm_regions.h"

static int
registry_lock(int file, int how)
{
    int got;
    do
        got = flock(file, how);
    while (got != 0 && errno == EINTR);
    return got;
}

/* The process that a file under users/ belongs to; 0 for a file that is none of ours. */
static pid_t
registry_owner(const char *name)
{
    char *end;
    long pid = strtol(name, &end, 10);
    return *name >= '1' && *name <= '9' && *end == '\0' && pid > 1 ? (pid_t)pid : 0;
}

/* Calls visit for every file under users/, opened, until it says no. */
static enum fault
registry_visit(int home, void (*visit)(int users, const char *name, int file, void *arg), void *arg)
{
    int users = openat(home, "users", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = users >= 0 ? fdopendir(users) : NULL;
    if (list == NULL) {
        log_error("cannot read the store's directory users: %s", strerror(errno));
        if (users >= 0)
            close(users);
        return FAULT_SYSTEM;
    }
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        if (registry_owner(entry->d_name) == 0)
            continue;
        int file = openat(users, entry->d_name, O_RDWR | O_CLOEXEC);
        if (file < 0)
            continue; /* it left cleanly just now */
        visit(users, entry->d_name, file, arg);
        close(file);
    }
    closedir(list);
    return FAULT_NONE;
}

/* Of a process with a file under users/: one that has LEFT did so between our open and our look. */
enum registry_state { REGISTRY_LIVES, REGISTRY_DIED, REGISTRY_LEFT };

/* Shared: two who look at the same time must not take each other for owners. */
static enum registry_state
registry_state_of(int users, const char *name, int file)
{
    struct stat at;
    if (registry_lock(file, LOCK_SH | LOCK_NB) != 0)
        return REGISTRY_LIVES;
    return fstatat(users, name, &at, 0) == 0 ? REGISTRY_DIED : REGISTRY_LEFT;
}

struct registry_census {
    int living, dead;
};

static void
registry_count(int users, const char *name, int file, void *arg)
{
    struct registry_census *census = arg;
    const enum registry_state state = registry_state_of(users, name, file);
    census->living += state == REGISTRY_LIVES;
    census->dead += state == REGISTRY_DIED;
}

static bool
registry_died_inside(int home, pid_t pid)
{
    struct presence was;
    return !presence_read(home, pid, &was) || was.inside != 0 || was.checkpointer != 0;
}

/* What one who comes in finds. */
struct registry_review {
    int home;
    int living;
    bool damaged; /* one died inside the store */
    bool forgot;  /* others died outside */
};

/* Forgets those that died outside. */
static void
registry_review(int users, const char *name, int file, void *arg)
{
    struct registry_review *review = arg;
    const pid_t pid = registry_owner(name);
    const enum registry_state state = registry_state_of(users, name, file);
    review->living += state == REGISTRY_LIVES;
    if (state != REGISTRY_DIED)
        return;
    if (registry_died_inside(review->home, pid)) {
        review->damaged = true;
        return;
    }
    log_info("process %d died outside the store", (int)pid);
    presence_forget(review->home, pid);
    unlinkat(users, name, 0);
    review->forgot = true;
}

static void
registry_look_for_damage(int users, const char *name, int file, void *arg)
{
    struct registry_review *review = arg;
    if (registry_state_of(users, name, file) == REGISTRY_DIED &&
        registry_died_inside(review->home, registry_owner(name)))
        review->damaged = true;
}

bool
registry_is_damaged(const struct registry *registry)
{
    struct registry_review found = {.home = registry->home};
    registry_visit(registry->home, registry_look_for_damage, &found);
    return found.damaged;
}

enum {
    REGISTRY_LOOK = 5,   /* milliseconds */
    REGISTRY_STUCK = 40, /* looks: one that was inside at all of them waits for what the dead one held */
};

bool
registry_gate_is_free(const struct registry *registry)
{
    const int gate = openat(registry->home, "gate", O_RDWR | O_CLOEXEC);
    const bool free = gate >= 0 && registry_lock(gate, LOCK_SH | LOCK_NB) == 0;
    if (gate >= 0)
        close(gate);
    return free;
}

/* Those that are asked to end what they have begun. */
struct registry_farewell {
    int home;
    bool asked;
    int busy;
    unsigned looks_inside; /* in a row */
};

static void
registry_ask_to_end(int users, const char *name, int file, void *arg)
{
    struct registry_farewell *farewell = arg;
    struct presence is;
    const pid_t pid = registry_owner(name);
    if (pid == getpid() || registry_state_of(users, name, file) != REGISTRY_LIVES ||
        !presence_read(farewell->home, pid, &is) || is.busy == 0)
        return;
    farewell->busy++;
    farewell->looks_inside = is.inside != 0 ? farewell->looks_inside + 1 : 0;
    if (!farewell->asked)
        kill(pid, SIGTERM);
}

/* Until nobody is busy any more, but not for long. */
static enum fault
registry_let_end(const struct registry *registry)
{
    struct registry_farewell farewell = {.home = registry->home};
    for (int look = 0; look < REGISTRY_GRACE / REGISTRY_LOOK; look++) {
        farewell.busy = 0;
        const enum fault fault = registry_visit(registry->home, registry_ask_to_end, &farewell);
        if (fault != FAULT_NONE || farewell.busy == 0 || farewell.looks_inside == REGISTRY_STUCK)
            return fault;
        farewell.asked = true;
        usleep(REGISTRY_LOOK * 1000);
    }
    return FAULT_NONE;
}

static void
registry_kill(int users, const char *name, int file, void *arg)
{
    (void)arg;
    const pid_t pid = registry_owner(name);
    if (pid == getpid() || registry_state_of(users, name, file) != REGISTRY_LIVES)
        return;
    log_warn("the store needs recovery: killing process %d, which will be restarted", (int)pid);
    kill(pid, SIGKILL);
}

static void
registry_bury(int users, const char *name, int file, void *arg)
{
    (void)arg;
    if (registry_owner(name) == getpid())
        return;
    if (registry_lock(file, LOCK_EX) != 0) /* granted when the process is gone */
        log_fatal("cannot wait for process %s: %s", name, strerror(errno));
    unlinkat(users, name, 0);
}

/* All are killed before any is waited for: they take their time to give their memory back. */
enum fault
registry_evict(struct registry *registry)
{
    enum fault fault = registry_let_end(registry);
    if (fault == FAULT_NONE)
        fault = registry_visit(registry->home, registry_kill, NULL);
    return fault == FAULT_NONE ? registry_visit(registry->home, registry_bury, NULL) : fault;
}

static enum fault
registry_sign(struct registry *registry)
{
    snprintf(registry->own_name, sizeof registry->own_name, "users/%d", (int)getpid());
    registry->own = openat(registry->home, registry->own_name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (registry->own < 0 ||
        registry_lock(registry->own, LOCK_EX) != 0) { /* waits for one who counts, no longer */
        log_error("cannot lock %s in the store: %s", registry->own_name, strerror(errno));
        return FAULT_SYSTEM;
    }
    return FAULT_NONE;
}

/* Files of another user, root's too, would lock everybody else out of the store. */
static bool
registry_is_ours(int home, const char *path)
{
    struct stat at;
    if (fstat(home, &at) == 0 && at.st_uid == geteuid())
        return true;
    const struct passwd *owner = getpwuid(at.st_uid);
    log_error("the store %s belongs to %s; run this as that user, as with sudo -u %s", path,
        owner != NULL ? owner->pw_name : "another user", owner != NULL ? owner->pw_name : "...");
    return false;
}

/* Opens the store's directory, and waits for the gate. */
static enum fault
registry_begin_enter(struct registry *registry, const char *home)
{
    *registry = (struct registry){.home = -1, .lock = -1, .own = -1};
    registry->home = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (registry->home < 0) {
        log_error("cannot open the store %s: %s; create it with `curt init`, or name another in [store] home",
            home, strerror(errno));
        return FAULT_SYSTEM;
    }
    if (!registry_is_ours(registry->home, home))
        return FAULT_SYSTEM;
    registry->lock = openat(registry->home, "gate", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (registry->lock < 0 || registry_lock(registry->lock, LOCK_EX) != 0) {
        log_error("cannot lock the store %s: %s", home, strerror(errno));
        return FAULT_SYSTEM;
    }
    return FAULT_NONE;
}

enum fault
registry_enter(struct registry *registry, const char *home, bool *recover)
{
    struct registry_review found = {0};
    enum fault fault = registry_begin_enter(registry, home);
    found.home = registry->home;
    if (fault == FAULT_NONE)
        fault = registry_visit(registry->home, registry_review, &found);
    if (fault != FAULT_NONE)
        return fault;
    *recover = found.damaged || found.living == 0 || !shm_regions_exist(registry->home);
    registry->forgot = found.forgot;
    fault = registry_sign(registry); /* now: if we die in the middle of what follows, it is seen */
    return fault == FAULT_NONE && *recover ? registry_evict(registry) : fault;
}

enum fault
registry_enter_empty(struct registry *registry, const char *home)
{
    struct registry_census census = {0};
    enum fault fault = registry_begin_enter(registry, home);
    if (fault == FAULT_NONE)
        fault = registry_visit(registry->home, registry_count, &census);
    return fault == FAULT_NONE && census.living + census.dead > 0 ? FAULT_REFUSED : fault;
}

enum fault
registry_announce(struct registry *registry)
{
    presence_remove(registry->home, registry->presence);
    return presence_make(registry->home, &registry->presence);
}

enum fault
registry_begin_leave(struct registry *registry, bool *last)
{
    if (registry->lock < 0) { /* else it is held since registry_enter: what came after that failed */
        registry->lock = openat(registry->home, "gate", O_RDWR | O_CLOEXEC);
        if (registry->lock < 0 || registry_lock(registry->lock, LOCK_EX) != 0)
            return FAULT_SYSTEM;
    }
    struct registry_census census = {0};
    enum fault fault = registry_visit(registry->home, registry_count, &census);
    *last = fault == FAULT_NONE && census.living == 1 && census.dead == 0;
    return fault;
}

void
registry_unlock(struct registry *registry)
{
    if (registry->lock >= 0)
        close(registry->lock);
    registry->lock = -1;
}

void
registry_leave(struct registry *registry)
{
    if (registry->own >= 0) { /* while the gate is held: the next one must not find us on our way out */
        presence_remove(registry->home, registry->presence);
        unlinkat(registry->home, registry->own_name, 0);
        close(registry->own);
    }
    registry_unlock(registry);
    if (registry->home >= 0)
        close(registry->home);
    *registry = (struct registry){.home = -1, .lock = -1, .own = -1};
}

int
registry_users(const struct registry *registry)
{
    struct registry_census census = {0};
    registry_visit(registry->home, registry_count, &census);
    return census.living;
}

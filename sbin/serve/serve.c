/*
 * curt-serve: runs curt where no service manager does: the FastCGI programs on sockets for a web server,
 * curt-relay, and curt-sweep each minute. See curt-serve(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <libgen.h>
#include <pwd.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "base/program.h"
#include "listener.h"
#include "worker.h"

enum {
    SERVE_FASTCGI = 6,
    SERVE_WORKERS = SERVE_FASTCGI * CONFIG_WORKERS_MAX + 2, /* and the relay, and the sweeper */
    SERVE_SECOND = 1000000,                                 /* microseconds */
    SERVE_MINUTE = 60 * SERVE_SECOND,
    SERVE_LOOK = SERVE_SECOND / 5, /* microseconds between two looks at what is due, at most */
};

struct serve {
    struct config config;
    const char *programs, *sockets, *user, *group;
    char others[PATH_MAX]; /* the directory of curt-relay and curt-sweep: ours */
    char **wanted;         /* the programs to run, ended by NULL; none: all */
    int64_t ended;         /* when the end was first asked for; 0: not yet */
    struct worker workers[SERVE_WORKERS];
    size_t count;
    struct worker *sweeper;
    size_t turn; /* of the workers that are restarted one after the other; count: none */
    pid_t turned;
    bool again; /* asked for when some had been restarted */
};

static void
serve_add(struct serve *s, const char *directory, const char *name, int listening)
{
    struct worker *worker = &s->workers[s->count++];
    if (snprintf(worker->path, sizeof worker->path, "%s/%s", directory, name) >= (int)sizeof worker->path)
        log_fatal("%s/%s is too long a path", directory, name);
    if (access(worker->path, X_OK) != 0)
        log_fatal("cannot run %s: %s; name the directory of the FastCGI programs with --programs",
            worker->path, strerror(errno));
    worker->listening = listening;
}

static void
serve_find_others(struct serve *s)
{
    char self[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        log_fatal("cannot read /proc/self/exe: %s", strerror(errno));
    self[length] = '\0';
    strcpy(s->others, dirname(self));
}

/* The sockets are made first, with what a superuser may; the programs are another user's. */
static void
serve_become_user(const struct passwd *user)
{
    if (user == NULL || geteuid() != 0)
        return;
    if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
        setuid(user->pw_uid) != 0)
        log_fatal("cannot become %s: %s", user->pw_name, strerror(errno));
}

static bool
serve_wants(const struct serve *s, const char *name)
{
    if (s->wanted[0] == NULL)
        return true;
    for (char **wanted = s->wanted; *wanted != NULL; wanted++)
        if (strcmp(*wanted, name) == 0)
            return true;
    return false;
}

static const struct serve_program {
    const char *name;
    size_t workers; /* where the configuration has their number; 0: it is no FastCGI program */
} serve_programs[] = {
    {"bus", offsetof(struct config, workers_bus)},
    {"receipt", offsetof(struct config, workers_receipt)},
    {"redirect", offsetof(struct config, workers_redirect)},
    {"send", offsetof(struct config, workers_send)},
    {"shorten", offsetof(struct config, workers_shorten)},
    {"stats", offsetof(struct config, workers_stats)},
    {"relay", 0},
    {"sweep", 0},
};

static void
serve_add_fastcgi(struct serve *s, const struct serve_program *program, uid_t owner, gid_t group)
{
    const int listening = listener_open(s->sockets, program->name, owner, group);
    int64_t workers;
    char file[32];
    memcpy(&workers, (const char *)&s->config + program->workers, sizeof workers);
    snprintf(file, sizeof file, "%s.fcgi", program->name);
    for (int64_t i = 0; i < workers; i++)
        serve_add(s, s->programs, file, listening);
}

static void
serve_open(struct serve *s)
{
    const struct passwd *user = s->user == NULL ? NULL : getpwnam(s->user);
    const struct group *group = s->group == NULL ? NULL : getgrnam(s->group);
    if (s->user != NULL && user == NULL)
        log_fatal("there is no user %s", s->user);
    if (s->group != NULL && group == NULL)
        log_fatal("there is no group %s", s->group);
    if (user != NULL && user->pw_uid != geteuid() && geteuid() != 0)
        log_fatal("only root can run programs as %s; start curt-serve as root, or as %s without --user",
            s->user, s->user);
    serve_find_others(s);
    for (const struct serve_program *p = serve_programs; p < serve_programs + SERVE_FASTCGI; p++)
        if (serve_wants(s, p->name))
            serve_add_fastcgi(
                s, p, user != NULL ? user->pw_uid : geteuid(), group != NULL ? group->gr_gid : (gid_t)-1);
    if (serve_wants(s, "relay"))
        serve_add(s, s->others, "curt-relay", -1);
    if (serve_wants(s, "sweep")) {
        s->sweeper = &s->workers[s->count];
        serve_add(s, s->others, "curt-sweep", -1);
        s->sweeper->due = monotonic_now() + SERVE_MINUTE;
    }
    s->turn = s->count;
    serve_become_user(user);
}

static void
serve_start_due(struct serve *s)
{
    const int64_t now = monotonic_now();
    for (size_t i = 0; i < s->count && s->ended == 0; i++)
        if (s->workers[i].pid == 0 && s->workers[i].due <= now)
            worker_start(&s->workers[i]);
}

static void
serve_reap(struct serve *s)
{
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
        for (size_t i = 0; i < s->count; i++)
            if (s->workers[i].pid == ended) {
                worker_ended(&s->workers[i], status);
                if (&s->workers[i] == s->sweeper)
                    s->sweeper->due = s->sweeper->started + SERVE_MINUTE;
            }
}

/*
 * All workers are restarted, each when the one before it runs again: others serve in between. Whoever asks in
 * the middle of it has changed something that the first ones have not seen.
 */
static void
serve_take_turns(struct serve *s)
{
    if (s->turn == s->count && s->again) {
        s->turn = 0;
        s->again = false;
    }
    while (s->turn < s->count) {
        struct worker *worker = &s->workers[s->turn];
        if (worker == s->sweeper || (s->turned != 0 && worker->pid != 0 && worker->pid != s->turned)) {
            s->turn++;
            s->turned = 0;
            continue;
        }
        if (s->turned == 0 && worker->pid != 0) {
            s->turned = worker->pid;
            kill(worker->pid, SIGTERM);
        }
        return;
    }
}

/*
 * Asked a second time, it means it. Two signals in a second are one request: Ctrl-C is sent to a terminal's
 * whole group, by whose leader it is then passed on; timeout(1) signals its child and its group.
 */
static void
serve_end(struct serve *s)
{
    const int64_t now = monotonic_now();
    if (s->ended != 0 && now - s->ended < SERVE_SECOND)
        return;
    const int how = s->ended != 0 ? SIGKILL : SIGTERM;
    if (s->ended == 0)
        s->ended = now;
    for (size_t i = 0; i < s->count; i++)
        if (s->workers[i].pid != 0)
            kill(s->workers[i].pid, how);
}

static bool
serve_any_runs(const struct serve *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->workers[i].pid != 0)
            return true;
    return false;
}

/* Until something is due. */
static struct timespec
serve_rest(const struct serve *s)
{
    const int64_t now = monotonic_now();
    int64_t rest = SERVE_LOOK;
    for (size_t i = 0; i < s->count && s->ended == 0; i++)
        if (s->workers[i].pid == 0 && s->workers[i].due - now < rest)
            rest = s->workers[i].due > now ? s->workers[i].due - now : 0;
    return (struct timespec){.tv_nsec = (long)rest * 1000};
}

static void
serve_run(struct serve *s)
{
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    sigaddset(&awaited, SIGTERM);
    sigaddset(&awaited, SIGINT);
    sigaddset(&awaited, SIGHUP);
    while (s->ended == 0 || serve_any_runs(s)) {
        serve_start_due(s);
        serve_take_turns(s);
        const struct timespec rest = serve_rest(s);
        const int signal_number = sigtimedwait(&awaited, NULL, &rest);
        if (signal_number == SIGTERM || signal_number == SIGINT)
            serve_end(s);
        s->again = s->again || signal_number == SIGHUP;
        serve_reap(s);
    }
}

static _Noreturn void
serve_usage(FILE *to, int status)
{
    fputs("usage: curt-serve [--sockets DIR] [--programs DIR] [--user USER] [--group GROUP] [PROGRAM...]\n"
          "\n"
          "Runs curt: redirect, shorten, send, receipt, stats and bus for a web server, each in as many "
          "processes\n"
          "as [workers] says, relay, and, each minute, sweep. If programs are named, it runs only those.\n"
          "\n"
          "  --sockets DIR   where to make the sockets, NAME.sock (default " CURT_RUNDIR ")\n"
          "  --programs DIR  where the FastCGI programs are (default " CURT_CGIDIR ")\n"
          "  --user USER     the user to run them as, if started as root\n"
          "  --group GROUP   the web server's group, which may connect to the sockets\n"
          "\n"
          "HUP restarts the programs one after the other. TERM ends them once they have answered.\n",
        to);
    exit(status);
}

static void
serve_check_wanted(const struct serve *s)
{
    for (char **wanted = s->wanted; *wanted != NULL; wanted++) {
        size_t p = 0;
        while (p < sizeof serve_programs / sizeof *serve_programs &&
               strcmp(serve_programs[p].name, *wanted) != 0)
            p++;
        if (p == sizeof serve_programs / sizeof *serve_programs)
            log_fatal("there is no program %s; see curt-serve --help", *wanted);
    }
}

static void
serve_read_options(struct serve *s, int argc, char **argv)
{
    static const struct option options[] = {
        {"sockets", required_argument, NULL, 's'},
        {"programs", required_argument, NULL, 'p'},
        {"user", required_argument, NULL, 'u'},
        {"group", required_argument, NULL, 'g'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int option;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
        switch (option) {
        case 's':
            s->sockets = optarg;
            break;
        case 'p':
            s->programs = optarg;
            break;
        case 'u':
            s->user = optarg;
            break;
        case 'g':
            s->group = optarg;
            break;
        case 'h':
            serve_usage(stdout, EXIT_SUCCESS);
        default:
            serve_usage(stderr, EXIT_FAILURE);
        }
    s->wanted = argv + optind;
    serve_check_wanted(s);
}

int
main(int argc, char **argv)
{
    static char *all[] = {NULL};
    static struct serve s = {.programs = CURT_CGIDIR, .sockets = CURT_RUNDIR, .wanted = all};
    sigset_t child;
    program_begin("curt-serve");
    serve_read_options(&s, argc, argv);
    config_load_or_die(&s.config);
    program_hold_signals();
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    serve_open(&s);
    serve_run(&s);
    return EXIT_SUCCESS;
}

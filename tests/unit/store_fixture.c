/*
 * store_fixture.c: see store_fixture.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store_fixture.h"

#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "base/buffer.h"
#include "base/random.h"
#include "base/timestamp.h"
#include "link/link_write.h"
#include "message/message_event.h"

extern char **environ;

static char store_fixture_last[128]; /* the directory that is to be removed */
static pid_t store_fixture_owner;
static pid_t store_fixture_children[64]; /* not waited for yet; 0: free */

static int
store_fixture_remove_one(const char *path, const struct stat *at, int type, struct FTW *ftw)
{
    (void)at;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* A store's shared memory lies elsewhere (shm_regions.h), and stays there when a child died in the store. */
static void
store_fixture_remove_memory(const char *path)
{
    char name[256], place[256];
    snprintf(name, sizeof name, "%s/store/memory", path);
    const ssize_t length = readlink(name, place, sizeof place - 1);
    if (length <= 0 || place[0] != '/')
        return;
    place[length] = '\0';
    nftw(place, store_fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void
store_fixture_remove_directory(const char *path)
{
    store_fixture_remove_memory(path);
    nftw(path, store_fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (strcmp(path, store_fixture_last) == 0)
        store_fixture_last[0] = '\0';
}

void
store_fixture_end_children(void)
{
    for (size_t i = 0; i < COUNT(store_fixture_children); i++) {
        const pid_t pid = store_fixture_children[i];
        store_fixture_children[i] = 0;
        if (pid > 0 && kill(pid, SIGKILL) == 0)
            waitpid(pid, NULL, 0);
    }
}

static void
store_fixture_tidy(void)
{
    if (getpid() != store_fixture_owner)
        return;
    store_fixture_end_children();
    if (store_fixture_last[0] != '\0')
        store_fixture_remove_directory(store_fixture_last);
}

static void
store_fixture_expire(int signal_number)
{
    static const char message[] = "Bail out! a test takes too long\n";
    (void)signal_number;
    ssize_t wrote = write(STDOUT_FILENO, message, sizeof message - 1);
    store_fixture_tidy();
    _exit(wrote < 0 ? 125 : 124);
}

/* Not alarm(): the store uses that. */
static void
store_fixture_bound_time(void)
{
    timer_t timer;
    struct sigevent how = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGXCPU};
    const char *longer = getenv("TEST_SECONDS"); /* tests/valgrind */
    const struct itimerspec when = {
        .it_value = {.tv_sec = longer != NULL ? atoi(longer) : STORE_FIXTURE_SECONDS}};
    signal(SIGXCPU, store_fixture_expire);
    signal(SIGALRM, store_fixture_expire); /* the store's own bound */
    if (timer_create(CLOCK_MONOTONIC, &how, &timer) == 0)
        timer_settime(timer, 0, &when, NULL);
}

static void
store_fixture_forget_environment(void)
{
    for (char **entry = environ; *entry != NULL;) {
        char name[128];
        const size_t length = strcspn(*entry, "=");
        if (strncmp(*entry, "CURT_", 5) != 0 || length >= sizeof name) {
            entry++;
            continue;
        }
        memcpy(name, *entry, length);
        name[length] = '\0';
        unsetenv(name);
        entry = environ; /* it has moved */
    }
    setenv("CURT_CONF", "/dev/null", 1);
}

void
store_fixture_bound(void)
{
    store_fixture_owner = getpid();
    atexit(store_fixture_tidy);
    store_fixture_bound_time();
    store_fixture_forget_environment();
}

void
store_fixture_make_directory(char *out, size_t size)
{
    const char *base = getenv("TMPDIR");
    snprintf(out, size, "%s/curt-unit.XXXXXX", base != NULL && *base != '\0' ? base : "/tmp");
    assert_non_null(mkdtemp(out));
    snprintf(store_fixture_last, sizeof store_fixture_last, "%s", out);
}

static void
store_fixture_configure(const char *home, const char *lines)
{
    char path[192];
    snprintf(path, sizeof path, "%s/DB_CONFIG", home);
    FILE *file = fopen(path, "ae");
    assert_non_null(file);
    fputs(lines, file);
    fclose(file);
}

/* At the end of a process that
 * has a store open, valgrind searches the cache word by word, and half a gigabyte of it takes hours. */
static void
store_fixture_limit_cache(const char *home)
{
    const char *bytes = getenv("TEST_CACHE"); /* tests/valgrind */
    char line[64];
    if (bytes == NULL)
        return;
    snprintf(line, sizeof line, "set_cachesize 0 %s 1\n", bytes);
    store_fixture_configure(home, line);
}

static int
store_fixture_make(void **state, const char *sizes)
{
    static struct store_fixture fixture;
    struct config_source source;
    char home[160];
    memset(&fixture, 0, sizeof fixture);
    store_fixture_make_directory(fixture.directory, sizeof fixture.directory);
    snprintf(home, sizeof home, "%s/store", fixture.directory);
    setenv("CURT_STORE_HOME", home, 1);
    setenv("CURT_STATS_AGENTS", TOP_SRCDIR "/etc/regexes.yaml", 1);
    setenv("CURT_STATS_AGENT_CLASSES", TOP_SRCDIR "/etc/user-agents.yaml", 1);
    if (config_load(&fixture.config, &source) != FAULT_NONE || env_create(home) != FAULT_NONE)
        return -1;
    store_fixture_configure(home, sizes);
    store_fixture_limit_cache(home);
    store_fixture_open(&fixture);
    *state = &fixture;
    return 0;
}

/* Each recovery fills the last file of the log with zeros, up to its end. */
int
store_fixture_begin(void **state)
{
    return store_fixture_make(state, "set_lg_max 4194304\nset_lg_bsize 1048576\n");
}

int
store_fixture_begin_as_made(void **state)
{
    return store_fixture_make(state, "");
}

int
store_fixture_end(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_end_children();
    store_fixture_close(fixture);
    store_fixture_remove_directory(fixture->directory);
    unsetenv("CURT_STORE_HOME");
    unsetenv("CURT_STATS_AGENT_CLASSES");
    return 0;
}

void
store_fixture_open(struct store_fixture *fixture)
{
    const enum fault fault = env_open(&fixture->env, &fixture->config, TABLE_ALL, 0);
    if (fault != FAULT_NONE && getpid() != store_fixture_owner)
        _exit(98); /* a child must not go on with the parent's tests */
    assert_int_equal(fault, FAULT_NONE);
}

void
store_fixture_close(struct store_fixture *fixture)
{
    env_close(fixture->env);
    fixture->env = NULL;
}

pid_t
store_fixture_child(struct store_fixture *fixture, int (*work)(struct store_fixture *, int), int nth)
{
    size_t place = 0;
    while (place < COUNT(store_fixture_children) && store_fixture_children[place] != 0)
        place++;
    assert_true(place < COUNT(store_fixture_children));
    fflush(NULL);
    const pid_t parent = getpid(), pid = fork();
    assert_true(pid >= 0);
    if (pid > 0) {
        store_fixture_children[place] = pid;
        return pid;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(97);
    store_fixture_bound_time();
    _exit(work(fixture, nth));
}

int
store_fixture_wait(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    for (size_t i = 0; i < COUNT(store_fixture_children); i++)
        if (store_fixture_children[i] == pid)
            store_fixture_children[i] = 0;
    return WIFSIGNALED(status) ? STORE_FIXTURE_KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}

void
store_fixture_pipe(int ends[2])
{
    assert_int_equal(pipe(ends), 0);
}

void
store_fixture_tell(int ends[2])
{
    if (write(ends[1], "!", 1) != 1)
        abort();
}

bool
store_fixture_hear(int ends[2])
{
    char byte;
    struct pollfd one = {.fd = ends[0], .events = POLLIN};
    return poll(&one, 1, 60000) == 1 && read(ends[0], &byte, 1) == 1;
}

enum fault
store_fixture_find(struct txn *txn, enum table table, struct row_key key)
{
    size_t length;
    return row_get_head(txn, table, key, NULL, 0, &length);
}

void
store_fixture_transact(struct store_fixture *fixture, enum fault (*body)(struct txn *, void *), void *arg)
{
    struct story story = {.arg = arg};
    const enum fault fault = env_txn(fixture->env, ENV_WRITE, body, &story);
    if (fault != FAULT_NONE)
        fail_msg("fault %d, line %d", (int)fault, story.line);
}

struct json_object *
store_fixture_json(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    for (char *at = copy; (at = strchr(at, '\'')) != NULL;)
        *at = '"';
    struct json_object *value = json_read(copy, strlen(copy));
    if (value == NULL)
        fail_msg("not JSON: %.200s", copy);
    free(copy);
    return value;
}

static const char *
store_fixture_published_word(const struct event *event)
{
    static struct message_event message;
    if (event->kind != EVENT_MESSAGE)
        return event->kind == EVENT_LINK ? "link" : "other";
    assert_int_equal(message_event_decode(event, &message), FAULT_NONE);
    return message.kind == MESSAGE_EVENT_STATUS    ? message_status_name(message.message.status)
           : message.kind == MESSAGE_EVENT_STOPPED ? "stopped"
           : message.kind == MESSAGE_EVENT_PRICE   ? "priced"
                                                   : "received";
}

const char *
store_fixture_published(struct store_fixture *fixture)
{
    static struct event event;
    static char text[4096];
    uint64_t last;
    struct buffer b = buffer_over(text, sizeof text);
    assert_int_equal(event_log_newest(env_read(fixture->env), 0, &last), FAULT_NONE);
    for (uint64_t number = 1; number <= last; number++)
        if (event_log_read(env_read(fixture->env), number, &event) == FAULT_NONE)
            buffer_addf(&b, "%s ", store_fixture_published_word(&event));
    return text;
}

void
store_fixture_link(struct link *out, const char *code, const char *url)
{
    static int64_t last;
    const int64_t now = timestamp_now();
    memset(out, 0, sizeof *out);
    snprintf(out->code, sizeof out->code, "%s", code);
    snprintf(out->url, sizeof out->url, "%s", url);
    random_bytes(&out->id, sizeof out->id);
    last = now > last ? now : last + 1;
    out->created = out->changed = last;
    out->owner = out->version = 1;
    out->status = 301;
}

static enum fault
store_fixture_link_add_body(struct txn *txn, void *arg)
{
    return link_add(txn, arg);
}

enum fault
store_fixture_link_add(struct store_fixture *fixture, const struct link *link)
{
    struct link copy = *link;
    return env_txn(fixture->env, ENV_WRITE, store_fixture_link_add_body, &copy);
}

unsigned
store_fixture_count(struct txn *txn, enum table table)
{
    struct cursor cursor;
    unsigned count = 0;
    enum fault fault = cursor_open(&cursor, txn, table, (struct row_key){"", 0}, NULL, 0);
    while (fault == FAULT_NONE && (fault = cursor_next(&cursor)) == FAULT_NONE)
        count++;
    cursor_close(&cursor);
    return count;
}

/*
 * sandbox_test.c: what a confined program can do, and what it cannot. Each case is a process of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sandbox.h"

static char directory[] = "/tmp/sandbox_test.XXXXXX";

static bool
opens_inside(void)
{
    char path[64];
    snprintf(path, sizeof path, "%s/file", directory);
    const int file = open(path, O_RDWR | O_CREAT, 0600);
    return file >= 0 && write(file, "x", 1) == 1 && unlink(path) == 0;
}

static bool
opens_outside(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool
reads(void)
{
    return open("/usr/share/common-licenses/BSD", O_RDONLY) >= 0;
}

static bool
writes_where_it_reads(void)
{
    return open("/usr/share/sandbox_test", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool
makes_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool
runs(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return errno != EPERM && errno != EACCES;
}

static bool
forks(void)
{
    return fork() >= 0;
}

static bool
maps_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
maps_data(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
kills_others(void)
{
    return kill(getppid(), 0) == 0;
}

static void *
idle(void *arg)
{
    return arg;
}

static bool
starts_thread(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, idle, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static bool elsewhere;

static void *
try_elsewhere(void *arg)
{
    usleep(100000);
    elsewhere = makes_socket();
    return arg;
}

/* Does it succeed in a process that the sandbox has confined? */
static bool
confined_can(bool (*what)(void), bool network)
{
    const pid_t child = fork();
    int status;
    if (child == 0) {
        const struct sandbox_place places[] = {{directory, true}, {"/usr/share", false}, {"/nowhere", true}};
        sandbox_places(places, 3);
        sandbox_system_calls(network);
        _exit(what() ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == 0;
}

static bool
can(bool (*what)(void))
{
    return confined_can(what, false);
}

static void
a_confined_program_uses_its_directory_and_memory(void **state)
{
    (void)state;
    assert_true(can(opens_inside));
    assert_true(can(maps_data));
}

static void
it_has_no_sockets_processes_code_or_signals(void **state)
{
    (void)state;
    assert_false(can(makes_socket));
    assert_false(can(runs));
    assert_false(can(forks));
    assert_false(can(maps_code));
    assert_false(can(kills_others));
}

static void
on_the_network_it_has_sockets_and_threads_and_nothing_else(void **state)
{
    (void)state;
    assert_true(confined_can(makes_socket, true));
    assert_true(confined_can(starts_thread, true));
    assert_false(can(starts_thread));
    assert_false(confined_can(runs, true));
    assert_false(confined_can(forks, true));
    assert_false(confined_can(maps_code, true));
    assert_false(confined_can(kills_others, true));
}

static void
it_opens_nothing_outside(void **state)
{
    (void)state;
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
        skip();
    assert_false(can(opens_outside));
    assert_true(can(reads));
    assert_false(can(writes_where_it_reads));
}

static void
a_thread_that_is_there_already_is_confined_too(void **state)
{
    (void)state;
    const pid_t child = fork();
    int status;
    if (child == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, try_elsewhere, NULL);
        sandbox_system_calls(false);
        pthread_join(thread, NULL);
        _exit(elsewhere ? 1 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static int
begin(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    print_message("there is no sandbox in a build with sanitizers\n");
    exit(0);
#endif
    return mkdtemp(directory) == NULL;
}

static int
end(void **state)
{
    (void)state;
    return rmdir(directory);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_confined_program_uses_its_directory_and_memory),
        cmocka_unit_test(it_has_no_sockets_processes_code_or_signals),
        cmocka_unit_test(on_the_network_it_has_sockets_and_threads_and_nothing_else),
        cmocka_unit_test(it_opens_nothing_outside),
        cmocka_unit_test(a_thread_that_is_there_already_is_confined_too),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/*
 * program.h: what every program of curt does first.
 */
#ifndef CURT_BASE_PROGRAM_H
#define CURT_BASE_PROGRAM_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

/*
 * Names the program in its log lines, forbids core dumps, which would hold secrets, makes text UTF-8 (libcurl
 * reads international host names by the locale), and keeps files that it makes to its own user. The name must
 * live as long as the program.
 */
void program_begin(const char *name);

/*
 * For a program that works in the store: holds INT, TERM, HUP and USR1 back, so that an interruption is not
 * taken for a death in the store, and ignores PIPE. Long work asks program_interrupted now and then, and ends
 * early.
 */
void program_hold_signals(void);
void program_release_signals(void);

/* The mask of a wait that lets them in (epoll_pwait(2)). */
void program_released_signals(sigset_t *out);

bool program_interrupted(void);

/* Starts a thread that gets no signals: they are for the one that must hear of the end. An errno value. */
int program_start_thread(pthread_t *, void *(*run)(void *), void *arg);

#endif

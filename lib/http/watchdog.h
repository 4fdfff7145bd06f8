/*
 * watchdog.h: ends a program whose request takes too long: a hang becomes a death, and the program is started
 * again. What the client takes for its part (reading, writing) is not counted.
 */
#ifndef CURT_HTTP_WATCHDOG_H
#define CURT_HTTP_WATCHDOG_H

#include <stdbool.h>

/* Starts it; once a program. No thread for it is fatal. */
void watchdog_start(int seconds);

/* From now on this program works at a request, and its time begins again; or waits for the client. */
void watchdog_set_busy(bool busy);

#endif

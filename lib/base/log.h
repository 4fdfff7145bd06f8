/*
 * log.h: one line to standard error for the operator, prefixed with the program's name and the level.
 *
 * Web servers put standard error into their error log; systemd and cron keep it too. Where it is systemd's
 * journal, the line begins with the priority that the journal takes (sd-daemon(3)), such as <4>; where it is
 * a file, with the time, which a web server or the journal adds itself. A message is one line of at most
 * 1,024 bytes; control characters in it are written as '?', so that no input can forge a line.
 */
#ifndef CURT_BASE_LOG_H
#define CURT_BASE_LOG_H

/* Names the program in every line, and sees where standard error leads; the string must live as long as the
 * program. */
void log_open(const char *program);

void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says why and exits with status 1: the parent starts the program again. */
void log_fatal(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif

/*
 * program.h: what every program of curt does first.
 */
#ifndef CURT_BASE_PROGRAM_H
#define CURT_BASE_PROGRAM_H

/*
 * Names the program in its log lines, makes text UTF-8 (libcurl reads international host names by the
 * locale), and keeps files that it makes to its own user. The name must live as long as the program.
 */
void program_begin(const char *name);

#endif

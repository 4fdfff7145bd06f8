/*
 * import_file.h: the file of an export, looked through before anything of it is imported: is it whole, and as
 * it was written?
 */
#ifndef CURT_BACKUP_IMPORT_FILE_H
#define CURT_BACKUP_IMPORT_FILE_H

#include <stdio.h>

#include "backup/export_line.h"

struct import_file {
    FILE *from;       /* the caller's; it can be read from its beginning again */
    const char *name; /* for people */
    struct export_header header;
    struct export_end end;
    uint64_t bytes;
    uint64_t line; /* the number of the last line read */
    char text[EXPORT_LINE_MAX + 1];
    size_t length; /* of the line, without its end */
};

/*
 * Reads all of it, and goes back to its beginning. FAULT_INPUT (logged): it is cut short, damaged, or no
 * export; FAULT_REFUSED (logged): of another version; FAULT_AGAIN: the program is interrupted; FAULT_SYSTEM
 * (logged).
 */
enum fault import_file_check(struct import_file *);

/* The next line to text. FAULT_MISSING after the last; FAULT_INPUT (logged). */
enum fault import_file_next(struct import_file *);

#endif

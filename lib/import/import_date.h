/*
 * import_date.h: a time as other shorteners and spreadsheets write it.
 */
#ifndef CURT_IMPORT_IMPORT_DATE_H
#define CURT_IMPORT_IMPORT_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

/*
 * Reads RFC 3339, "2020-10-26 17:20:40" with an offset of any spelling or none (base/timestamp.h), a day
 * alone, or seconds, milliseconds or microseconds since 1970. What has no zone is UTC; with local, it is what
 * the clock showed in the process's zone (timezone_set). FAULT_INPUT: it is none of these.
 */
enum fault import_date_parse(const char *text, bool local, int64_t *out);

#endif

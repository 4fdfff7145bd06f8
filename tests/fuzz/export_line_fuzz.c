/*
 * export_line_fuzz.c: lines of a file that should be an export: a row that is read comes back the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/export_line.h"

#include <string.h>

#include "fuzz.h"

static void
export_line_comes_back(const struct export_row *row)
{
    static uint8_t space[EXPORT_ROW_MAX + 3];
    static char line[EXPORT_LINE_MAX];
    struct export_row again = {.row = space};
    const size_t length = export_row_format(row, NULL, line);
    line[length - 1] = '\0'; /* the line's end */
    HOLDS(export_row_parse(line, length - 1, &again) == FAULT_NONE);
    HOLDS(again.table == row->table && again.number == row->number && again.has_row == row->has_row);
    HOLDS(again.key_length == row->key_length && memcmp(again.key, row->key, row->key_length) == 0);
    HOLDS(again.length == row->length && memcmp(again.row, row->row, row->length) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t space[EXPORT_ROW_MAX + 3];
    struct export_header header;
    struct export_end end;
    struct export_row row = {.row = space};
    struct fuzz_input in = fuzz_input_over(bytes, size);
    char *line = fuzz_rest(&in, &size);
    export_header_parse(line, size, &header);
    export_end_parse(line, size, &end);
    if (export_row_parse(line, size, &row) == FAULT_NONE)
        export_line_comes_back(&row);
    free(line);
    return 0;
}

/*
 * sql_dump_fuzz.c: SQL dumps: rows are bounded, and the dump ends; what was read, written as a dump, reads
 * the same. And links are read of the rows, whatever these have.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/sql_dump.h"

#include "base/utf8.h"
#include "fuzz.h"
#include "import/imported_link.h"

static void
write_row(FILE *out, const struct import_record *record)
{
    fputs("INSERT INTO `t` (", out);
    for (size_t i = 0; i < record->count; i++)
        fprintf(out, "%s`c%zu`", i > 0 ? "," : "", i);
    fputs(") VALUES (", out);
    for (size_t i = 0; i < record->count; i++) {
        fputs(i > 0 ? "," : "", out);
        if (record->texts[i] == NULL) {
            fputs("NULL", out);
            continue;
        }
        fputc('\'', out);
        for (const char *c = record->texts[i]; *c != '\0'; c++)
            fprintf(out, *c == '\'' || *c == '\\' ? "\\%c" : "%c", *c);
        fputc('\'', out);
    }
    fputs(");", out);
}

/* The row comes back as it is; not one that is nearly as long as a row may be. */
static void
check_again(const struct import_record *record)
{
    char *text;
    size_t length;
    struct import_record again;
    struct import_why why;
    FILE *out = open_memstream(&text, &length);
    write_row(out, record);
    fclose(out);
    FILE *in = fmemopen(text, length, "r");
    struct sql_dump *d = sql_dump_create(in, &why);
    HOLDS(sql_dump_next(d, &again) == FAULT_NONE && again.why == NULL && again.count == record->count);
    for (size_t i = 0; i < again.count; i++) {
        HOLDS((again.texts[i] == NULL) == (record->texts[i] == NULL));
        HOLDS(again.texts[i] == NULL || strcmp(again.texts[i], record->texts[i]) == 0);
    }
    sql_dump_free(d);
    fclose(in);
    free(text);
}

static void
check_link(const struct import_record *record)
{
    static struct imported_link link;
    const struct import_reading how = {.source = import_source_find("yourls"), .path = "/"};
    imported_link_read(&link, record, &how, 0);
    HOLDS(utf8_is_valid(link.title, strlen(link.title)) && utf8_is_valid(link.note, strlen(link.note)));
    HOLDS(link.refused || (link.code[0] != '\0' && link.url[0] != '\0'));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    size_t length;
    char *text = fuzz_rest(&in, &length);
    struct import_record record;
    struct import_why why;
    FILE *file = length > 0 ? fmemopen(text, length, "r") : NULL;
    struct sql_dump *d = file != NULL ? sql_dump_create(file, &why) : NULL;
    for (size_t rows = 0; d != NULL && sql_dump_next(d, &record) == FAULT_NONE; rows++) {
        HOLDS(rows <= length && record.count <= IMPORT_COLUMNS_MAX);
        HOLDS((record.why != NULL) == (record.count == 0) && strlen(record.table) <= SQL_DUMP_NAME_MAX);
        check_link(&record);
        if (record.why == NULL && length < SQL_DUMP_ROW_MAX / 4)
            check_again(&record);
    }
    if (d != NULL) {
        sql_dump_free(d);
        fclose(file);
    }
    free(text);
    return 0;
}

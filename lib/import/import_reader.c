/*
 * import_reader.c: looks what a file is, and has it read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_reader.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "import/import_csv.h"
#include "import/import_json.h"
#include "import/sql_dump.h"

/* One of the readers is there. */
struct import_reader {
    struct import_input input;
    struct import_api *api;
    struct import_csv *csv;
    struct import_json *json;
    struct sql_dump *dump;
    uint64_t row; /* of the table that is read, of a dump */
};

enum import_format { IMPORT_CSV, IMPORT_JSON, IMPORT_SQL, IMPORT_COMPRESSED };

static bool
import_begins(const char *text, const char *word)
{
    return strncasecmp(text, word, strlen(word)) == 0;
}

/* By how it begins: dumps with a comment or a statement. */
static enum import_format
import_format_of(const char *text, size_t length)
{
    static const char *const sql[] = {
        "--", "/*", "# ", "INSERT ", "REPLACE ", "CREATE ", "SET ", "USE ", "DROP ", "START ", "LOCK "};
    if (length >= 2 && memcmp(text, "\x1f\x8b", 2) == 0)
        return IMPORT_COMPRESSED;
    text += utf8_mark_length(text, length);
    while (isspace((unsigned char)*text))
        text++;
    if (*text == '{' || *text == '[')
        return IMPORT_JSON;
    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++)
        if (import_begins(text, sql[i]))
            return IMPORT_SQL;
    return IMPORT_CSV;
}

/* A file without a code or a URL can only be of another source. */
static enum fault
import_check_columns(const struct import_reader *reader, const struct import_record *names)
{
    const struct import_source *source = reader->input.source;
    bool code = false, url = false;
    for (const struct import_column *c = source->columns; c->name != NULL; c++) {
        const bool has = import_record_has(names, c->name);
        code = code || (has && (c->field == IMPORT_CODE || c->field == IMPORT_CODE_PATH ||
                                   c->field == IMPORT_SHORT_URL));
        url = url || (has && c->field == IMPORT_URL);
    }
    if (code && url)
        return FAULT_NONE;
    return import_why_set(reader->input.why, FAULT_INPUT,
        "the file has no column with the %s that `curt import %s` knows; curt(8) lists them",
        code ? "URLs" : "codes", source->name);
}

static enum fault
import_reader_open_csv(struct import_reader *reader)
{
    const struct import_source *source = reader->input.source;
    struct import_record names;
    reader->csv = import_csv_create(reader->input.file, reader->input.why);
    enum fault fault = import_csv_begin(reader->csv, import_source_knows, source, source->headless, &names);
    return fault == FAULT_NONE ? import_check_columns(reader, &names) : fault;
}

static enum fault
import_reader_open_dump(struct import_reader *reader)
{
    if (reader->input.source->link_table == NULL) {
        return import_why_set(reader->input.why, FAULT_INPUT,
            "the file is an SQL dump, and of %s, curt reads CSV and JSON", reader->input.source->name);
    }
    reader->dump = sql_dump_create(reader->input.file, reader->input.why);
    return FAULT_NONE;
}

static enum fault
import_reader_open_file(struct import_reader *reader)
{
    char head[512];
    FILE *file = reader->input.file;
    const size_t got = fread(head, 1, sizeof head - 1, file);
    head[got] = '\0';
    if (ferror(file) || fseek(file, 0, SEEK_SET) != 0) {
        return import_why_set(reader->input.why, FAULT_SYSTEM, "cannot read the file: %s", strerror(errno));
    }
    switch (import_format_of(head, got)) {
    case IMPORT_COMPRESSED:
        return import_why_set(reader->input.why, FAULT_INPUT,
            "the file is compressed: `gunzip -c FILE | curt import %s -` reads it",
            reader->input.source->name);
    case IMPORT_JSON:
        reader->json = import_json_open(
            file, reader->input.memory > 0 ? reader->input.memory : IMPORT_JSON_MEMORY, reader->input.why);
        return reader->json != NULL ? FAULT_NONE : FAULT_INPUT;
    case IMPORT_SQL:
        return import_reader_open_dump(reader);
    case IMPORT_CSV:
        break;
    }
    return import_reader_open_csv(reader);
}

enum fault
import_reader_open(struct import_reader **out, const struct import_input *input)
{
    struct import_reader *reader = xcalloc(1, sizeof *reader);
    enum fault fault = FAULT_NONE;
    reader->input = *input;
    if (input->url == NULL) {
        fault = import_reader_open_file(reader);
    } else if (import_api_exists(input->source)) {
        reader->api = import_api_create(input->source, input->url, input->key, input->group, input->why);
    } else {
        fault = import_why_set(
            input->why, FAULT_INPUT, "%s has no API that lists its links: give a file", input->source->name);
    }
    *out = reader;
    return fault;
}

static void
import_reader_close(struct import_reader *reader)
{
    if (reader->api != NULL)
        import_api_free(reader->api);
    if (reader->csv != NULL)
        import_csv_free(reader->csv);
    if (reader->json != NULL)
        import_json_free(reader->json);
    if (reader->dump != NULL)
        sql_dump_free(reader->dump);
}

void
import_reader_free(struct import_reader *reader)
{
    import_reader_close(reader);
    free(reader);
}

const char *
import_reader_path(const struct import_reader *reader)
{
    return reader->api != NULL ? import_api_path(reader->api) : "/";
}

/* The next row of a table, counted by itself. */
static enum fault
import_reader_next_row(struct import_reader *reader, const char *table, struct import_record *out)
{
    enum fault fault;
    do
        fault = sql_dump_next(reader->dump, out);
    while (fault == FAULT_NONE && !import_source_is_table(out, table));
    if (fault == FAULT_NONE)
        out->row = ++reader->row;
    return fault;
}

enum fault
import_reader_next(struct import_reader *reader, struct import_record *out)
{
    if (reader->api != NULL)
        return import_api_next(reader->api, out);
    if (reader->json != NULL)
        return import_json_next(reader->json, out);
    if (reader->csv != NULL)
        return import_csv_next(reader->csv, out);
    const char *table = reader->input.source->link_table;
    const enum fault fault = import_reader_next_row(reader, table, out);
    if (fault != FAULT_MISSING || reader->row > 0)
        return fault;
    return import_why_set(reader->input.why, FAULT_INPUT,
        "the dump has no rows of a table %s (whatever comes before its name)", table);
}

bool
import_reader_has_visits(const struct import_reader *reader)
{
    const struct import_source *source = reader->input.source;
    if (reader->api != NULL)
        return import_api_has_visits(source);
    return reader->dump != NULL && source->visit_table != NULL;
}

enum fault
import_reader_begin_visits(struct import_reader *reader)
{
    if (reader->api != NULL)
        return FAULT_NONE;
    if (fseek(reader->input.file, 0, SEEK_SET) != 0) {
        return import_why_set(
            reader->input.why, FAULT_SYSTEM, "cannot read the file again: %s", strerror(errno));
    }
    sql_dump_free(reader->dump);
    reader->dump = sql_dump_create(reader->input.file, reader->input.why);
    return FAULT_NONE;
}

bool
import_reader_asks_by_link(const struct import_reader *reader)
{
    return reader->api != NULL;
}

void
import_reader_set_link(struct import_reader *reader, const char *code, const char *domain)
{
    import_api_begin_visits(reader->api, code, domain);
}

enum fault
import_reader_next_visit(struct import_reader *reader, struct import_record *out)
{
    return reader->api != NULL ? import_api_next_visit(reader->api, out)
                               : import_reader_next_row(reader, reader->input.source->visit_table, out);
}

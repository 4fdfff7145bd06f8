/*
 * import_file.c: reads and checks the file of an export.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/import_file.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/program.h"
#include "db/store_version.h"

static enum fault
import_file_cut(const struct import_file *file)
{
    log_error("%s is cut short after line %" PRIu64 ": its last line is missing; export again", file->name,
        file->line);
    return FAULT_INPUT;
}

enum fault
import_file_next(struct import_file *file)
{
    if (fgets(file->text, sizeof file->text, file->from) == NULL) {
        if (!ferror(file->from))
            return FAULT_MISSING;
        log_error("cannot read %s: %s", file->name, strerror(errno));
        return FAULT_SYSTEM;
    }
    file->length = strlen(file->text);
    if (file->text[0] == '{' && file->length > 0 && file->text[file->length - 1] != '\n' && feof(file->from))
        return import_file_cut(file);
    file->line++;
    if (file->length < 3 || file->text[0] != '{' || memcmp(file->text + file->length - 2, "}\n", 2) != 0) {
        log_error("line %" PRIu64 " of %s is no JSON object: it is not an export of curt, or it was damaged",
            file->line, file->name);
        return FAULT_INPUT;
    }
    file->bytes += file->length;
    file->text[--file->length] = '\0';
    return FAULT_NONE;
}

static enum fault
import_file_check_header(struct import_file *file)
{
    enum fault fault = import_file_next(file);
    if (fault == FAULT_MISSING ||
        (fault == FAULT_NONE && export_header_parse(file->text, file->length, &file->header) != FAULT_NONE)) {
        log_error("%s is not an export of curt", file->name);
        return FAULT_INPUT;
    }
    if (fault != FAULT_NONE)
        return fault;
    if (file->header.format > EXPORT_FORMAT || file->header.store_version > STORE_VERSION) {
        log_error(
            "%s was exported by a newer curt than this one, " PACKAGE_VERSION ": install that", file->name);
        return FAULT_REFUSED;
    }
    if (file->header.store_version < STORE_VERSION || file->header.format == 0) {
        log_error("%s is of a store of version %" PRIu64
                  ", and this curt needs version %u: import it with the curt that exported it, then upgrade",
            file->name, file->header.store_version, (unsigned)STORE_VERSION);
        return FAULT_REFUSED;
    }
    return FAULT_NONE;
}

/* The last line alone begins so. */
static bool
import_file_is_at_end(const struct import_file *file)
{
    static const char begin[] = "{\"lines\":";
    return strncmp(file->text, begin, sizeof begin - 1) == 0;
}

static enum fault
import_file_check_end(struct import_file *file, const uint8_t digest[static SHA256_BYTES])
{
    const bool good = export_end_parse(file->text, file->length, &file->end) == FAULT_NONE &&
                      file->end.lines == file->line - 1 && sha256_equal(file->end.digest, digest);
    if (!good || fgetc(file->from) != EOF) {
        log_error("%s is not as it was exported: it was changed or damaged", file->name);
        return FAULT_INPUT;
    }
    if (fseek(file->from, 0, SEEK_SET) == 0) {
        file->line = file->bytes = 0;
        return FAULT_NONE;
    }
    log_error("cannot read %s again: %s", file->name, strerror(errno));
    return FAULT_SYSTEM;
}

enum fault
import_file_check(struct import_file *file)
{
    uint8_t digest[SHA256_BYTES];
    struct sha256_stream stream;
    sha256_begin(&stream);
    file->line = file->bytes = 0;
    enum fault fault = import_file_check_header(file);
    while (fault == FAULT_NONE && !import_file_is_at_end(file)) {
        sha256_add(&stream, file->text, file->length);
        sha256_add(&stream, "\n", 1);
        fault = program_interrupted() ? FAULT_AGAIN : import_file_next(file);
    }
    sha256_end(&stream, digest);
    if (fault == FAULT_MISSING)
        return import_file_cut(file);
    const uint64_t bytes = file->bytes;
    if (fault == FAULT_NONE)
        fault = import_file_check_end(file, digest);
    file->bytes = fault == FAULT_NONE ? 0 : bytes;
    return fault;
}

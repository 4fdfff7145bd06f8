/*
 * recipients_fuzz.c: lists of recipients, as CSV and JSON: pieces of any size give the recipients that the
 * whole gives.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_import.h"

#include "campaign/recipients_import_json.h"
#include "fuzz.h"

/* What an import in such pieces says, as JSON that the caller owns. A link's code would be another each time.
 */
static struct json_object *
import_pieces(const char *bytes, size_t length, size_t piece, enum recipients_import_form form)
{
    static struct recipients_import import;
    static const char text[] = "{\"channel\":\"sms\",\"from\":\"curt\",\"text\":\"Hi {name}, {to}\"}";
    struct json_object *template = json_read(text, sizeof text - 1);
    HOLDS(template != NULL);
    enum fault fault = recipients_import_begin(&import, fuzz_config(), NULL, "", 0, template, form, true);
    HOLDS(fault == FAULT_NONE);
    for (size_t at = 0; fault == FAULT_NONE && at < length; at += piece)
        fault = recipients_import_piece(&import, bytes + at, length - at < piece ? length - at : piece);
    if (fault == FAULT_NONE)
        fault = recipients_import_end(&import);
    HOLDS(import.error_count <= RECIPIENTS_IMPORT_ERRORS_MAX);
    struct json_object *said = recipients_import_to_json(&import, true);
    recipients_import_free(&import);
    json_object_put(template);
    return said;
}

/* The first byte: CSV or JSON, and the size of the pieces. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    const uint8_t way = fuzz_byte(&in);
    const enum recipients_import_form form = way & 1 ? RECIPIENTS_IMPORT_JSON : RECIPIENTS_IMPORT_CSV;
    size_t length;
    char *text = fuzz_rest(&in, &length);
    struct json_object *whole = import_pieces(text, length, length + 1, form);
    struct json_object *parts = import_pieces(text, length, (way >> 1) % 16 + 1, form);
    HOLDS(json_object_equal(whole, parts));
    json_object_put(whole);
    json_object_put(parts);
    free(text);
    return 0;
}

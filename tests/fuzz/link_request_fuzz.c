/*
 * link_request_fuzz.c: links as JSON and forms ask for them: a link that is accepted is stored and read the
 * same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_form.h"
#include "link/link_request.h"

#include "base/timestamp.h"
#include "fuzz.h"
#include "link/link_json.h"

#define NOW (INT64_C(20000) * TIMESTAMP_DAY)

static void
check_row(const struct link *link)
{
    static uint8_t row[LINK_ROW_MAX], again[LINK_ROW_MAX];
    static struct link read;
    const size_t length = link_encode(link, row);
    HOLDS(length <= sizeof row);
    HOLDS(link_decode(row, length, &read) == FAULT_NONE);
    HOLDS(link_encode(&read, again) == length && memcmp(row, again, length) == 0);
    struct json_object *shown = link_to_json(&read, fuzz_config(), NOW, 0);
    fuzz_check_json(shown);
    json_object_put(shown);
}

/* The first byte: from JSON or a form, to make a link or to change one. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct link_request request;
    struct fuzz_input in = fuzz_input_over(bytes, size);
    const uint8_t way = fuzz_byte(&in);
    const bool form = way & 1;
    const enum link_request_purpose purpose = way & 2 ? LINK_REQUEST_CHANGE : LINK_REQUEST_CREATE;
    size_t length;
    char *text = fuzz_rest(&in, &length);
    struct json_object *fields = form ? link_form_parse(text) : json_read(text, length);
    if (fields != NULL) {
        if (link_request_from_json(&request, fields, purpose, form, fuzz_config(), NOW) == FAULT_NONE) {
            static struct link link;
            link = (struct link){.status = 302, .url = "https://example.com/"};
            link_request_apply(&request, &link);
            check_row(purpose == LINK_REQUEST_CREATE ? &request.link : &link);
        } else {
            HOLDS(request.error.detail[0] != '\0');
        }
        json_object_put(fields);
    }
    free(text);
    return 0;
}

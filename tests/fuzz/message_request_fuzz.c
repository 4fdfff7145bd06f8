/*
 * message_request_fuzz.c: messages as clients ask for them: what is accepted can be written as JSON and read
 * again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_request.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct http_client_policy policy;
    static struct message_request request;
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct input_error error = {0};
    size_t length;
    char *text = fuzz_rest(&in, &length);
    struct json_object *sent = json_read(text, length);
    if (message_request_from_json(sent, &policy, &request, &error) == FAULT_NONE) {
        fuzz_check_json(request.message_json);
        message_request_free(&request);
    } else {
        HOLDS(error.detail[0] != '\0' && strlen(error.pointer) < sizeof error.pointer);
    }
    json_object_put(sent);
    free(text);
    return 0;
}

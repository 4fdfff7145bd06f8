/*
 * fuzz.h: what the fuzzers share: the input taken apart, and what must hold of what comes out.
 *
 * A fuzzer has LLVMFuzzerTestOneInput (libFuzzer's), which reads its input as strangers' bytes are read, and
 * returns 0. Its texts and bytes are copies of their exact size, so that reading past an end is seen.
 */
#ifndef CURT_TESTS_FUZZ_FUZZ_H
#define CURT_TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/json.h"
#include "base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What is not so is a fault of ours: the fuzzer stops there, as it does for a crash. */
#define HOLDS(what)  \
    do {             \
        if (!(what)) \
            abort(); \
    } while (0)

struct fuzz_input {
    const uint8_t *at;
    size_t left;
};

static inline struct fuzz_input
fuzz_input_over(const uint8_t *bytes, size_t size)
{
    return (struct fuzz_input){bytes, size};
}

/* The next byte, which chooses one of several ways; 0 when there is none. */
static inline uint8_t
fuzz_byte(struct fuzz_input *in)
{
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->at++;
}

/* The next bytes with a NUL after them. The caller frees them. */
static inline char *
fuzz_take(struct fuzz_input *in, size_t length)
{
    char *text = xmalloc(length + 1);
    if (length > 0)
        memcpy(text, in->at, length);
    text[length] = '\0';
    in->at += length;
    in->left -= length;
    return text;
}

/* All that is left; length may be NULL. */
static inline char *
fuzz_rest(struct fuzz_input *in, size_t *length)
{
    if (length != NULL)
        *length = in->left;
    return fuzz_take(in, in->left);
}

/* All that is left, of its exact size, for what is no text. The caller frees it. */
static inline uint8_t *
fuzz_bytes(struct fuzz_input *in, size_t *length)
{
    uint8_t *bytes = xmalloc(in->left > 0 ? in->left : 1);
    *length = in->left;
    if (in->left > 0)
        memcpy(bytes, in->at, in->left);
    in->at += in->left;
    in->left = 0;
    return bytes;
}

/* The next line, without its end. */
static inline char *
fuzz_line(struct fuzz_input *in, size_t *length)
{
    const uint8_t *end = in->left > 0 ? memchr(in->at, '\n', in->left) : NULL;
    const size_t size = end != NULL ? (size_t)(end - in->at) : in->left;
    if (length != NULL)
        *length = size;
    char *line = fuzz_take(in, size);
    if (end != NULL)
        fuzz_byte(in);
    return line;
}

/* JSON that we write is read as what it was. */
static inline void
fuzz_check_json(struct json_object *value)
{
    size_t length;
    const char *text = json_text(value, &length);
    struct json_object *again = json_read(text, length);
    HOLDS(again != NULL && json_object_equal(value, again));
    json_object_put(again);
}

/* The settings that a program has without a file. */
static inline const struct config *
fuzz_config(void)
{
    static struct config config;
    static bool read;
    if (!read) {
        setenv("CURT_CONF", "/dev/null", 1);
        config_load_or_die(&config);
        read = true;
    }
    return &config;
}

#endif

/*
 * recorder.c: records files on their way.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/recorder.h"

#include <stdio.h>

static enum fault
recorder_begin_file(struct file_sink *sink, const char *name, uint64_t size)
{
    struct recorder *recorder = (struct recorder *)sink;
    recorder_end(recorder);
    recorder->file = (struct manifest_file){.size = size};
    snprintf(recorder->file.name, sizeof recorder->file.name, "%s", name);
    sha256_begin(&recorder->digest);
    return recorder->to != NULL ? recorder->to->begin(recorder->to, name, size) : FAULT_NONE;
}

static enum fault
recorder_write(struct file_sink *sink, const void *bytes, size_t length)
{
    struct recorder *recorder = (struct recorder *)sink;
    sha256_add(&recorder->digest, bytes, length);
    recorder->bytes += length;
    return recorder->to != NULL ? recorder->to->write(recorder->to, bytes, length) : FAULT_NONE;
}

static enum fault
recorder_end_file(struct file_sink *sink)
{
    struct recorder *recorder = (struct recorder *)sink;
    sha256_end(&recorder->digest, recorder->file.digest);
    *manifest_add(recorder->manifest, recorder->file.name) = recorder->file;
    return recorder->to != NULL ? recorder->to->end(recorder->to) : FAULT_NONE;
}

void
recorder_begin(struct recorder *recorder, struct file_sink *to, struct manifest *manifest)
{
    *recorder = (struct recorder){
        .sink = {recorder_begin_file, recorder_write, recorder_end_file}, .to = to, .manifest = manifest};
}

void
recorder_end(struct recorder *recorder)
{
    uint8_t ignored[SHA256_BYTES];
    if (recorder->digest.context != NULL)
        sha256_end(&recorder->digest, ignored);
}

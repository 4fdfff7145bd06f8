/*
 * retry_queue.c: a target and its letters that are due.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/retry_queue.h"

enum fault
retry_queue_open(struct retry_queue *queue, struct env *env, uint64_t id)
{
    struct target *target = &queue->target;
    enum fault fault;
    *queue = (struct retry_queue){.id = id, .log.file = -1};
    while ((fault = target_next(env_read(env), target->name, target)) == FAULT_NONE && target->id != id)
        ;
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    queue->known = true;
    queue->open = target->state == TARGET_ENABLED &&
                  target_config_read(target->config, &queue->config) == FAULT_NONE;
    return FAULT_NONE;
}

void
retry_queue_close(struct retry_queue *queue)
{
    target_config_free(&queue->config);
    log_target_close(&queue->log);
}

bool
retry_queue_add(struct retry_queue *queue, uint64_t number, int64_t due)
{
    queue->over = queue->over || queue->count == RETRY_QUEUE_MAX;
    if (queue->over)
        return false;
    queue->letters[(queue->begin + queue->count++) % RETRY_QUEUE_MAX] = (struct delivery){
        .number = number, .due = due, .letter = true};
    return true;
}

struct delivery *
retry_queue_first(struct retry_queue *queue)
{
    return queue->count > 0 ? &queue->letters[queue->begin] : NULL;
}

void
retry_queue_leave(struct retry_queue *queue)
{
    queue->begin = (queue->begin + 1) % RETRY_QUEUE_MAX;
    queue->count--;
}

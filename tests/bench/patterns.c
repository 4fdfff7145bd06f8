/*
 * patterns: how many events a second one thread matches.
 *
 *   patterns [EVENTS]    the default is 2000000 a measurement
 *
 * Clicks as the log has them, an event of 400 bytes as JSON text (beside json-c alone, at its least strict),
 * and three hundred rules beside one. All are measured by turns, in twenty slices, and the best slice of each
 * counts: what else runs on the machine takes from all of them. Rates are for this machine at this hour; only
 * the ratios travel.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/json_reader.h"
#include "base/log.h"
#include "base/memory.h"
#include "bus/envelope.h"
#include "event/click.h"
#include "event/event_value.h"
#include "event/pattern.h"
#include "event/rule_index.h"

enum { SLICES = 20, RULES = 300, EVENTS = 1000, TEXT = 400 };

static const char both[] = "{\"source\":[\"urlshortener\"],\"detail-type\":[\"link.clicked\"]}";

/* What every event is asked, and the sum of the answers, so that none is left out by the compiler. */
struct subject {
    struct event *event;
    struct event_value_click *space;
    char texts[EVENTS][TEXT + 1];
    char codes[EVENTS][8];
    struct json_tokener *tokener;
    struct json_reader *reader;
    struct pattern *pattern;
    const struct trial *trial; /* under way */
    unsigned long answers;
};

/* What is measured: a step an event. */
struct trial {
    const char *name;
    void (*step)(struct subject *, size_t nth);
    const char *before, *after; /* the patterns of its rules, but for a number in between */
    unsigned rules;
    struct pattern *patterns[RULES];
    struct rule_index *route;
    double best; /* nanoseconds an event */
};

/* Of the processor: what else runs on the machine is not counted. */
static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
measure(struct subject *subject, struct trial *trial, size_t events)
{
    subject->trial = trial;
    const double began = seconds();
    for (size_t i = 0; i < events; i++)
        trial->step(subject, i % EVENTS);
    const double nanoseconds = (seconds() - began) * 1e9 / (double)events;
    if (trial->best == 0 || nanoseconds < trial->best)
        trial->best = nanoseconds;
}

static struct pattern *
compile(const char *text)
{
    struct pattern *pattern;
    char why[PATTERN_ERROR_SIZE];
    if (pattern_compile(text, strlen(text), &pattern, why) != FAULT_NONE)
        log_fatal("%s: %s", text, why);
    return pattern;
}

/* The click's code is the nth. */
static void
put_click(struct subject *subject, size_t nth, size_t agent_length)
{
    static char agent[TEXT];
    memset(agent, 'a', sizeof agent);
    const struct click click = {.owner = 7,
        .visitor = 1,
        .address = {4, {192, 0, 2, 0}},
        .code = {subject->codes[nth], strlen(subject->codes[nth])},
        .agent = {agent, agent_length}};
    if (click_encode(&click, subject->event->body, sizeof subject->event->body, &subject->event->length) !=
        FAULT_NONE)
        log_fatal("the click does not fit");
}

static size_t
write_text(struct subject *subject, size_t nth)
{
    size_t length;
    struct json_object *envelope = envelope_create(subject->event);
    const char *text = json_text(envelope, &length);
    snprintf(subject->texts[nth], TEXT + 1, "%s", text);
    json_object_put(envelope);
    return length;
}

/* Events with codes c0, c1, ...; each as text of 400 bytes. */
static void
begin(struct subject *subject)
{
    subject->event->kind = EVENT_CLICK;
    subject->event->at = INT64_C(1779728210669000);
    for (size_t i = 0; i < EVENTS; i++) {
        snprintf(subject->codes[i], sizeof subject->codes[i], "c%zu", i);
        put_click(subject, i, 1);
        put_click(subject, i, 1 + TEXT - write_text(subject, i));
        if (write_text(subject, i) != TEXT)
            log_fatal("an event is not %d bytes long", TEXT);
    }
    subject->reader = json_reader_create(JSON_MEMORY_MAX);
    subject->tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
}

static void
match_click(struct subject *subject, size_t nth)
{
    struct event_value view;
    (void)nth;
    if (event_value_from_click(subject->event, subject->space, &view) == FAULT_NONE)
        subject->answers += pattern_matches(subject->pattern, &view);
}

static void
route_click(struct subject *subject, size_t nth)
{
    struct event_value view;
    unsigned hits[RULES];
    (void)nth;
    if (event_value_from_click(subject->event, subject->space, &view) == FAULT_NONE)
        subject->answers += rule_index_match(subject->trial->route, &view, hits);
}

static void
parse_alone(struct subject *subject, size_t nth)
{
    json_tokener_reset(subject->tokener);
    struct json_object *event = json_tokener_parse_ex(subject->tokener, subject->texts[nth], TEXT + 1);
    subject->answers += event != NULL;
    json_object_put(event);
}

static void
parse_strictly(struct subject *subject, size_t nth)
{
    struct json_object *event;
    char why[JSON_ERROR_SIZE];
    subject->answers += json_reader_read(subject->reader, subject->texts[nth], TEXT, &event, why) ==
                        FAULT_NONE;
    json_object_put(event);
}

static void
match_text(struct subject *subject, size_t nth)
{
    struct json_object *event;
    char why[JSON_ERROR_SIZE];
    if (json_reader_read(subject->reader, subject->texts[nth], TEXT, &event, why) != FAULT_NONE)
        return;
    const struct event_value view = event_value_from_json(event);
    subject->answers += pattern_matches(subject->pattern, &view);
    json_object_put(event);
}

static void
route_text(struct subject *subject, size_t nth)
{
    struct json_object *event;
    char why[JSON_ERROR_SIZE];
    unsigned hits[RULES];
    if (json_reader_read(subject->reader, subject->texts[nth], TEXT, &event, why) != FAULT_NONE)
        return;
    const struct event_value view = event_value_from_json(event);
    subject->answers += rule_index_match(subject->trial->route, &view, hits);
    json_object_put(event);
}

static void
make_rules(struct trial *trial)
{
    char text[200];
    trial->route = rule_index_create();
    for (unsigned i = 0; i < trial->rules; i++) {
        snprintf(text, sizeof text, "%s%u%s", trial->before, i, trial->after);
        trial->patterns[i] = compile(text);
        rule_index_add(trial->route, trial->patterns[i], i);
    }
}

static void
free_rules(struct trial *trial)
{
    rule_index_free(trial->route);
    for (unsigned i = 0; i < trial->rules; i++)
        pattern_free(trial->patterns[i]);
}

#define CODES \
    "{\"source\":[\"urlshortener\"],\"detail-type\":[\"link.clicked\"],\"detail\":{\"code\":[\"c", "\"]}}"
#define SOURCES "{\"source\":[\"s", "\"]}"

enum { TEXT_ALONE = 1, TRIALS = 12 };

static struct trial trials[TRIALS] = {
    {.name = "click from the log, source and detail-type", .step = match_click},
    {.name = "400 bytes of text, json-c alone", .step = parse_alone},
    {.name = "400 bytes of text, read strictly", .step = parse_strictly},
    {.name = "400 bytes of text, source and detail-type", .step = match_text},
    {"click, one code", route_click, CODES, 1, .route = NULL},
    {"click, 300 codes", route_click, CODES, RULES, .route = NULL},
    {"click, one source", route_click, SOURCES, 1, .route = NULL},
    {"click, 300 sources", route_click, SOURCES, RULES, .route = NULL},
    {"text, one code", route_text, CODES, 1, .route = NULL},
    {"text, 300 codes", route_text, CODES, RULES, .route = NULL},
    {"text, one source", route_text, SOURCES, 1, .route = NULL},
    {"text, 300 sources", route_text, SOURCES, RULES, .route = NULL},
};

/* Text beside json-c alone, and 300 rules beside the one before them. */
static void
say(const struct trial *trial)
{
    const struct trial *beside = trial->rules == RULES ? trial - 1 : &trials[TEXT_ALONE];
    printf("%-44s %10.0f events/s %7.0f ns", trial->name, 1e9 / trial->best, trial->best);
    if (trial->rules == RULES || (trial->rules == 0 && trial > beside))
        printf("   %.2f times %s", trial->best / beside->best, beside->name);
    putchar('\n');
}

int
main(int argc, char **argv)
{
    static struct subject subject;
    const size_t events = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000000;
    subject.event = xcalloc(1, sizeof *subject.event);
    subject.space = xcalloc(1, sizeof *subject.space);
    begin(&subject);
    subject.pattern = compile(both);
    for (size_t i = 0; i < TRIALS; i++)
        make_rules(&trials[i]);
    put_click(&subject, 0, 110);
    for (int slice = 0; slice < SLICES; slice++)
        for (size_t i = 0; i < TRIALS; i++)
            measure(&subject, &trials[i], events / SLICES + 1);
    for (size_t i = 0; i < TRIALS; i++) {
        say(&trials[i]);
        free_rules(&trials[i]);
    }
    pattern_free(subject.pattern);
    json_reader_free(subject.reader);
    json_tokener_free(subject.tokener);
    free(subject.event);
    free(subject.space);
    return subject.answers > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

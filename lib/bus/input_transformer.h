/*
 * input_transformer.h: the input transformer of a target: what it gets in place of the event. Variables are
 * paths into the event (event_path.h); a template is text with <name> in it.
 *
 * A template that begins with { or [ or " gives JSON: outside of quotes a variable is put in as JSON (a text
 * with its quotes), inside of quotes as text, escaped. Any other template gives plain text. A variable whose
 * path leads nowhere is absent: its place stays empty, in JSON outside of quotes it is "". Reserved:
 * <aws.events.rule-name>, <aws.events.event> and <aws.events.event.json> (the event as JSON), and
 * <aws.events.event.ingestion-time>.
 */
#ifndef CURT_BUS_INPUT_TRANSFORMER_H
#define CURT_BUS_INPUT_TRANSFORMER_H

#include <json-c/json.h>

#include "base/buffer.h"
#include "base/fault.h"

#define INPUT_TRANSFORMER_VARIABLES_MAX 100
#define INPUT_TRANSFORMER_TEMPLATE_MAX  8192
#define INPUT_TRANSFORMER_WHY_SIZE      256 /* room for a sentence, with its NUL */

/* Checks what should be an object of paths: FAULT_INPUT, *why is a sentence (static text). */
enum fault input_transformer_check_variables(struct json_object *variables, const char **why);

/* Checks a template against such variables (NULL for none): FAULT_INPUT, why is a sentence. */
enum fault input_transformer_check(
    const char *template, struct json_object *variables, char why[static INPUT_TRANSFORMER_WHY_SIZE]);

/* Writes what the target gets. FAULT_FULL when it has no room; FAULT_INPUT when the result is no JSON, but
 * must be. */
enum fault input_transformer_run(const char *template, struct json_object *variables,
    struct json_object *event, const char *rule, const char *ingested, struct buffer *out);

/* Does this template give JSON? */
bool input_transformer_is_json(const char *template);

#endif

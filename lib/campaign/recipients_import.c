#include "campaign/recipients_import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "campaign/expander.h"
#include "message/message_json.h"
#include "message/phone_number.h"

enum {
    RECIPIENTS_IMPORT_BATCH = 100, /* recipients a transaction */
    RECIPIENTS_IMPORT_NAMES = CSV_FIELDS_MAX,
    RECIPIENTS_IMPORT_DEPTH = 4,
    RECIPIENTS_IMPORT_ONE = 64 * 1024, /* bytes of a recipient's JSON, as it was sent */
};

/* A recipient that is right, until the transaction that adds him. */
struct recipients_import_row {
    char to[MESSAGE_ADDRESS_MAX + 1];
    char *fields;
    size_t length;
    bool is_double;
};

struct recipients_import_work {
    struct env *env;
    struct expander *expand;
    struct json_object *template;
    struct campaign campaign;
    enum recipients_import_form form;
    bool dry, begun, over;
    uint64_t line; /* of the row that is looked at */
    struct csv *csv;
    size_t name_count;
    char *names[RECIPIENTS_IMPORT_NAMES]; /* of the columns */
    struct json_tokener *tokener;
    size_t pending; /* bytes of the object that is being read */
    struct recipients_import_row rows[RECIPIENTS_IMPORT_BATCH];
    unsigned row_count, added, duplicates;
    struct message_request request;
    struct message_builder builder;
};

static enum fault
recipients_import_open(struct recipients_import_work *w, const char *name, uint32_t owner)
{
    enum fault fault = campaign_get(env_read(w->env), name, &w->campaign);
    if (fault != FAULT_NONE)
        return fault;
    if (owner != 0 && w->campaign.owner != owner)
        return FAULT_MISSING;
    if (w->campaign.state == CAMPAIGN_CANCELLED)
        return FAULT_REFUSED;
    w->template = json_read(w->campaign.template, strlen(w->campaign.template));
    return w->template != NULL ? FAULT_NONE : FAULT_SYSTEM;
}

enum fault
recipients_import_begin(struct recipients_import *in, const struct config *config, struct env *env,
    const char *name, uint32_t owner, struct json_object *template, enum recipients_import_form form,
    bool dry)
{
    memset(in, 0, sizeof *in);
    struct recipients_import_work *w = xcalloc(1, sizeof *w);
    in->work = w;
    in->shown = json_object_new_array();
    w->env = env;
    w->expand = expander_create(config, env);
    w->form = form;
    w->dry = dry;
    w->csv = csv_create();
    w->tokener = xchecked(json_tokener_new_ex(RECIPIENTS_IMPORT_DEPTH));
    json_tokener_set_flags(
        w->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8 | JSON_TOKENER_ALLOW_TRAILING_CHARS);
    w->template = template != NULL ? json_object_get(template) : NULL;
    enum fault fault = template == NULL ? recipients_import_open(w, name, owner) : FAULT_NONE;
    if (fault != FAULT_NONE)
        recipients_import_free(in);
    return fault;
}

static void
recipients_import_clear_rows(struct recipients_import_work *w)
{
    for (unsigned i = 0; i < w->row_count; i++)
        free(w->rows[i].fields);
    w->row_count = 0;
}

void
recipients_import_free(struct recipients_import *in)
{
    struct recipients_import_work *w = in->work;
    if (w == NULL)
        return;
    recipients_import_clear_rows(w);
    for (size_t i = 0; i < w->name_count; i++)
        free(w->names[i]);
    json_object_put(w->template);
    json_object_put(in->shown);
    json_tokener_free(w->tokener);
    csv_free(w->csv);
    expander_free(w->expand);
    free(w);
    in->work = NULL;
    in->shown = NULL;
}

static void
recipients_import_blame(struct recipients_import *in, const struct input_error *wrong)
{
    in->invalid++;
    if (in->fault_count < RECIPIENTS_IMPORT_FAULTS)
        in->faults[in->fault_count++] = (struct recipients_import_fault){in->work->line, *wrong};
}

static void
recipients_import_blame_row(struct recipients_import *in, const char *why)
{
    struct input_error wrong;
    input_error_set(&wrong, ERROR_INVALID_VALUE, "", "", "%s", why);
    recipients_import_blame(in, &wrong);
}

/* Why it is not read on: told in any case, in the place of the last when there is no room. */
static void
recipients_import_blame_list(struct recipients_import *in, const char *why)
{
    if (in->fault_count == RECIPIENTS_IMPORT_FAULTS)
        in->fault_count--;
    recipients_import_blame_row(in, why);
}

static enum fault
recipients_import_add_body(struct txn *txn, void *arg)
{
    struct recipients_import_work *w = arg;
    struct campaign *campaign = xmalloc(sizeof *campaign);
    w->added = w->duplicates = 0;
    enum fault fault = campaign_get_for_update(txn, w->campaign.name, campaign);
    if (fault == FAULT_NONE && (campaign->id != w->campaign.id || campaign->state == CAMPAIGN_CANCELLED))
        fault = FAULT_REFUSED;
    for (unsigned i = 0; i < w->row_count && fault == FAULT_NONE; i++) {
        const struct recipients_import_row *row = &w->rows[i];
        fault = recipient_add(txn, campaign->id, campaign->recipients + 1, row->to, row->fields, row->length);
        campaign->recipients += fault == FAULT_NONE;
        w->added += fault == FAULT_NONE;
        w->duplicates += fault == FAULT_EXISTS;
        if (fault == FAULT_EXISTS)
            fault = FAULT_NONE;
    }
    if (fault == FAULT_NONE && campaign->state == CAMPAIGN_DONE && w->added > 0) {
        campaign->state = CAMPAIGN_RUNNING; /* it goes on with those who came later */
        campaign->ended = 0;
    }
    if (fault == FAULT_NONE && w->added > 0)
        fault = campaign_put(txn, campaign);
    free(campaign);
    return fault == FAULT_MISSING ? FAULT_REFUSED : fault;
}

static enum fault
recipients_import_add(struct recipients_import *in)
{
    struct recipients_import_work *w = in->work;
    enum fault fault = FAULT_NONE;
    if (w->row_count == 0)
        return FAULT_NONE;
    if (!w->dry)
        fault = env_txn(w->env, ENV_WRITE, recipients_import_add_body, w);
    if (fault == FAULT_NONE) {
        in->added += w->dry ? w->row_count : w->added;
        in->duplicates += w->dry ? 0 : w->duplicates;
    }
    recipients_import_clear_rows(w);
    return fault;
}

static void
recipients_import_show(struct recipients_import *in)
{
    struct recipients_import_work *w = in->work;
    struct json_object *one = json_object_new_object();
    message_builder_preview(&w->builder);
    json_object_object_add(one, "line", json_object_new_uint64(w->line));
    json_object_object_add(one, "to", json_object_new_string(w->request.message.to));
    json_object_object_add(one, "text", json_object_new_string(message_builder_text(&w->builder)));
    if (w->builder.is_sms) {
        struct json_object *warnings = json_object_new_array();
        message_json_warnings(warnings, &w->builder.segments);
        json_object_object_add(one, "segments", sms_segments_to_json(&w->builder.segments));
        json_object_object_add(one, "warnings", warnings);
    }
    json_object_array_add(in->shown, one);
}

/* One recipient with what was given of him, which it takes over. */
static enum fault
recipients_import_take(struct recipients_import *in, struct json_object *fields)
{
    struct recipients_import_work *w = in->work;
    struct input_error wrong;
    enum fault fault = expander_preview(w->expand, w->template, fields, &w->request, &w->builder, &wrong);
    if (fault != FAULT_NONE) {
        recipients_import_blame(in, &wrong);
        json_object_put(fields);
        return FAULT_NONE;
    }
    struct recipients_import_row *row = &w->rows[w->row_count];
    strcpy(row->to, w->request.message.to);
    json_object_object_add(fields, "to", json_object_new_string(row->to));
    const char *text = json_text(fields, &row->length);
    if (row->length > RECIPIENT_FIELDS_MAX) {
        recipients_import_blame_row(in, "more is given than a recipient may have: 16 KB");
    } else {
        row->fields = xstrdup(text);
        w->row_count++;
        in->segments += w->builder.is_sms ? w->builder.segments.count : 0;
        if (json_object_array_length(in->shown) < RECIPIENTS_IMPORT_SHOWN)
            recipients_import_show(in);
    }
    message_builder_free(&w->builder);
    message_request_free(&w->request);
    json_object_put(fields);
    return w->row_count == RECIPIENTS_IMPORT_BATCH ? recipients_import_add(in) : FAULT_NONE;
}

static enum fault
recipients_import_count(struct recipients_import *in)
{
    if (in->rows == RECIPIENTS_IMPORT_MOST) {
        recipients_import_blame_list(in, "these are more than 100,000: send the others in another call");
        return FAULT_FULL;
    }
    in->rows++;
    return FAULT_NONE;
}

/* A copy without the spaces around it. */
static char *
recipients_import_name(const char *text)
{
    text += strspn(text, " ");
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return xstrndup(text, length);
}

/* The first row names the columns. */
static enum fault
recipients_import_names(struct recipients_import *in, const struct csv_row *row)
{
    struct recipients_import_work *w = in->work;
    bool has_to = false;
    w->begun = true;
    for (size_t i = 0; row->why == NULL && i < row->count; i++) {
        w->names[w->name_count++] = recipients_import_name(row->fields[i]);
        has_to = has_to || strcmp(w->names[i], "to") == 0;
    }
    if (has_to)
        return FAULT_NONE;
    recipients_import_blame_list(
        in, row->why != NULL ? row->why : "the first row must name the columns, and one of them must be to");
    return FAULT_INPUT;
}

static enum fault
recipients_import_csv_row(struct recipients_import *in, const struct csv_row *row)
{
    struct recipients_import_work *w = in->work;
    w->line = row->line;
    if (!w->begun)
        return recipients_import_names(in, row);
    enum fault fault = recipients_import_count(in);
    if (fault != FAULT_NONE)
        return fault;
    if (row->why != NULL || row->count > w->name_count) {
        recipients_import_blame_row(
            in, row->why != NULL ? row->why : "the row has more fields than the first has names");
        return FAULT_NONE;
    }
    struct json_object *fields = json_object_new_object();
    for (size_t i = 0; i < row->count; i++)
        if (row->fields[i][0] != '\0' && w->names[i][0] != '\0')
            json_object_object_add(fields, w->names[i], json_object_new_string(row->fields[i]));
    return recipients_import_take(in, fields);
}

static enum fault
recipients_import_csv_rows(struct recipients_import *in)
{
    struct csv_row row;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && csv_next(in->work->csv, &row))
        fault = recipients_import_csv_row(in, &row);
    return fault;
}

/* A text of each value: numbers as they are written, and nothing of what has parts. NULL: it has. */
static struct json_object *
recipients_import_texts(struct json_object *object)
{
    struct json_object *texts = json_object_new_object();
    json_object_object_foreach(object, name, value)
    {
        const enum json_type type = json_object_get_type(value);
        const char *text = value != NULL ? json_object_get_string(value) : NULL;
        if (type == json_type_object || type == json_type_array ||
            (type == json_type_string && strlen(text) != (size_t)json_object_get_string_len(value))) {
            json_object_put(texts);
            return NULL;
        }
        if (text != NULL && *text != '\0')
            json_object_object_add(texts, name, json_object_new_string(text));
    }
    return texts;
}

static enum fault
recipients_import_json_one(struct recipients_import *in, struct json_object *object)
{
    enum fault fault = recipients_import_count(in);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *texts = json_object_get_type(object) == json_type_object
                                    ? recipients_import_texts(object)
                                    : NULL;
    if (texts != NULL)
        return recipients_import_take(in, texts);
    recipients_import_blame_row(in, "a recipient is an object of texts and numbers");
    return FAULT_NONE;
}

/* Passes over what is between objects: the array's brackets and commas are not in them. */
static size_t
recipients_import_between(struct recipients_import_work *w, const char *bytes, size_t length)
{
    size_t n = 0;
    while (n < length && strchr(" \t\r\n,[]", bytes[n]) != NULL && bytes[n] != '\0') {
        w->begun = w->begun || bytes[n] == '[';
        w->over = w->over || bytes[n] == ']';
        n++;
    }
    return n;
}

static enum fault
recipients_import_json(struct recipients_import *in, const char *bytes, size_t length)
{
    struct recipients_import_work *w = in->work;
    enum fault fault = FAULT_NONE;
    while (length > 0 && fault == FAULT_NONE) {
        if (w->pending == 0) {
            const size_t between = recipients_import_between(w, bytes, length);
            bytes += between;
            length -= between;
            w->line += length > 0;
        }
        if (length == 0)
            break;
        struct json_object *object = json_tokener_parse_ex(w->tokener, bytes, (int)length);
        const enum json_tokener_error error = json_tokener_get_error(w->tokener);
        const size_t taken = json_tokener_get_parse_end(w->tokener);
        const size_t size = w->pending + (error == json_tokener_continue ? length : taken);
        w->pending = error == json_tokener_continue ? size : 0;
        if (w->over || (error != json_tokener_success && error != json_tokener_continue) ||
            size > RECIPIENTS_IMPORT_ONE) {
            json_object_put(object);
            recipients_import_blame_list(in, size > RECIPIENTS_IMPORT_ONE
                                                 ? "this recipient's JSON is longer than 64 KB"
                                                 : "this is not the JSON of a recipient");
            return FAULT_INPUT;
        }
        if (error == json_tokener_continue)
            break;
        fault = recipients_import_json_one(in, object);
        json_object_put(object);
        bytes += taken;
        length -= taken;
    }
    return fault;
}

/* Adds those that wait, and sees to it that all are on the disk. */
static enum fault
recipients_import_settle(struct recipients_import *in)
{
    enum fault fault = recipients_import_add(in);
    return fault == FAULT_NONE && !in->work->dry ? env_flush(in->work->env) : fault;
}

enum fault
recipients_import_piece(struct recipients_import *in, const char *bytes, size_t length)
{
    enum fault fault;
    if (in->work->form == RECIPIENTS_IMPORT_JSON) {
        fault = recipients_import_json(in, bytes, length);
    } else {
        csv_feed(in->work->csv, bytes, length);
        fault = recipients_import_csv_rows(in);
    }
    if (fault != FAULT_INPUT && fault != FAULT_FULL)
        return fault;
    const enum fault settled = recipients_import_settle(in);
    return settled != FAULT_NONE ? settled : fault;
}

enum fault
recipients_import_end(struct recipients_import *in)
{
    struct recipients_import_work *w = in->work;
    enum fault fault = FAULT_NONE;
    if (w->form == RECIPIENTS_IMPORT_CSV) {
        csv_end(w->csv);
        fault = recipients_import_csv_rows(in);
    } else if (w->pending > 0 || (w->begun && !w->over)) {
        recipients_import_blame_list(in, "the list ends in the middle");
        fault = FAULT_INPUT;
    }
    const enum fault settled = recipients_import_settle(in);
    return settled != FAULT_NONE ? settled : fault;
}

static struct json_object *
recipients_import_view_faults(const struct recipients_import *in)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < in->fault_count; i++) {
        const struct recipients_import_fault *fault = &in->faults[i];
        struct json_object *one = json_object_new_object();
        json_object_object_add(one, "line", json_object_new_uint64(fault->line));
        json_object_object_add(one, "detail", json_object_new_string(fault->fault.detail));
        if (strlen(fault->fault.pointer) > 1)
            json_object_object_add(one, "pointer", json_object_new_string(fault->fault.pointer));
        json_object_array_add(list, one);
    }
    return list;
}

static struct json_object *
recipients_import_view_shown(const struct recipients_import *in, bool full)
{
    struct json_object *list = json_copy(in->shown);
    char masked[MESSAGE_ADDRESS_MAX + 1];
    for (size_t i = 0; !full && i < json_object_array_length(list); i++) {
        struct json_object *one = json_object_array_get_idx(list, i);
        phone_number_mask(json_member(one, "to"), masked, sizeof masked);
        json_object_object_add(one, "to", json_object_new_string(masked));
    }
    return list;
}

struct json_object *
recipients_import_view(const struct recipients_import *in, bool full)
{
    struct json_object *view = json_object_new_object();
    json_object_object_add(view, "dry_run", json_object_new_boolean(in->work->dry));
    json_object_object_add(view, "rows", json_object_new_uint64(in->rows));
    json_object_object_add(view, "added", json_object_new_uint64(in->added));
    json_object_object_add(view, "duplicates", json_object_new_uint64(in->duplicates));
    json_object_object_add(view, "invalid", json_object_new_uint64(in->invalid));
    json_object_object_add(view, "segments", json_object_new_uint64(in->segments));
    json_object_object_add(view, "errors", recipients_import_view_faults(in));
    json_object_object_add(view, "preview", recipients_import_view_shown(in, full));
    return view;
}

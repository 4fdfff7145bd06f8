/*
 * recipients_import.c: checks recipients, and adds those that are right to their campaign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_import.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "campaign/expander.h"
#include "campaign/recipients_json.h"
#include "message/message_json.h"
#include "message/ucs2_characters.h"

enum {
    RECIPIENTS_IMPORT_BATCH = 100, /* recipients a transaction */
};

/* A recipient that is right, until the transaction that adds it. */
struct recipients_import_row {
    char to[MESSAGE_ADDRESS_MAX + 1];
    char *fields;
    size_t length;
};

struct recipients_import_work {
    struct env *env;
    struct expander *expander;
    struct json_object *template;
    struct campaign campaign;
    enum recipients_import_form form;
    struct recipients_csv *csv;
    struct recipients_json *json;
    uint64_t line; /* of the recipient that is being read */
    struct recipients_import_row rows[RECIPIENTS_IMPORT_BATCH];
    unsigned row_count, added, duplicates;
    uint64_t most; /* recipients of its owner's campaigns that may wait; 0: any number */
    bool over_quota;
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
    in->dry = dry;
    in->preview = json_object_new_array();
    w->env = env;
    w->expander = expander_create(config, env);
    w->form = form;
    w->most = (uint64_t)config->quotas_recipients;
    w->csv = recipients_csv_create();
    w->json = recipients_json_create();
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
    json_object_put(w->template);
    json_object_put(in->preview);
    recipients_csv_free(w->csv);
    recipients_json_free(w->json);
    expander_free(w->expander);
    free(w);
    in->work = NULL;
    in->preview = NULL;
}

static void
recipients_import_report(struct recipients_import *in, const struct input_error *error)
{
    in->invalid++;
    if (in->error_count < RECIPIENTS_IMPORT_ERRORS_MAX)
        in->errors[in->error_count++] = (struct recipients_import_error){in->work->line, *error};
}

static void
recipients_import_report_row(struct recipients_import *in, const char *why)
{
    struct input_error error;
    input_error_set(&error, ERROR_INVALID_VALUE, "", "", "%s", why);
    recipients_import_report(in, &error);
}

/* Why it is not read on: reported in any case, in the place of the last when there is no room. */
static void
recipients_import_report_list(struct recipients_import *in, const char *why)
{
    if (in->error_count == RECIPIENTS_IMPORT_ERRORS_MAX)
        in->error_count--;
    recipients_import_report_row(in, why);
}

/* May so many more wait? */
static enum fault
recipients_import_check_quota(struct txn *txn, struct recipients_import_work *w, uint32_t owner)
{
    struct campaign_usage usage = {0};
    const enum fault fault = w->most == 0 ? FAULT_NONE : campaign_usage_get(txn, owner, &usage);
    w->over_quota = fault == FAULT_NONE && w->most != 0 && usage.waiting + w->row_count > w->most;
    return w->over_quota ? FAULT_REFUSED : fault;
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
    if (fault == FAULT_NONE)
        fault = recipients_import_check_quota(txn, w, campaign->owner);
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
    if (!in->dry)
        fault = env_txn(w->env, ENV_WRITE, recipients_import_add_body, w);
    in->over_quota = w->over_quota;
    if (fault == FAULT_NONE) {
        in->added += in->dry ? w->row_count : w->added;
        in->duplicates += in->dry ? 0 : w->duplicates;
    }
    recipients_import_clear_rows(w);
    return fault;
}

static void
recipients_import_add_preview(struct recipients_import *in)
{
    struct recipients_import_work *w = in->work;
    struct json_object *one = json_object_new_object();
    message_builder_preview(&w->builder);
    json_object_object_add(one, "line", json_object_new_uint64(w->line));
    json_add_text(one, "to", w->request.message.to);
    json_add_text(one, "text", message_builder_text(&w->builder));
    if (w->builder.is_sms) {
        struct json_object *warnings = json_object_new_array();
        message_json_warnings(warnings, &w->builder.segments);
        json_object_object_add(one, "segments", sms_segments_to_json(&w->builder.segments));
        json_object_object_add(one, "warnings", warnings);
        json_object_object_add(
            one, "ucs2_characters", ucs2_characters_to_json(message_builder_text(&w->builder)));
    }
    json_object_array_add(in->preview, one);
}

/* One recipient with its fields, which it takes over. */
static enum fault
recipients_import_take(struct recipients_import *in, struct json_object *fields)
{
    struct recipients_import_work *w = in->work;
    struct input_error error;
    enum fault fault = expander_preview(w->expander, w->template, fields, &w->request, &w->builder, &error);
    if (fault != FAULT_NONE) {
        recipients_import_report(in, &error);
        json_object_put(fields);
        return FAULT_NONE;
    }
    struct recipients_import_row *row = &w->rows[w->row_count];
    strcpy(row->to, w->request.message.to);
    json_add_text(fields, "to", row->to);
    const char *text = json_text(fields, &row->length);
    if (row->length > RECIPIENT_FIELDS_MAX) {
        recipients_import_report_row(in, "more is given than a recipient may have: 16 KB");
    } else {
        row->fields = xstrdup(text);
        w->row_count++;
        in->segments += w->builder.is_sms ? w->builder.segments.count : 0;
        if (json_object_array_length(in->preview) < RECIPIENTS_IMPORT_PREVIEW_MAX)
            recipients_import_add_preview(in);
    }
    message_builder_free(&w->builder);
    message_request_free(&w->request);
    json_object_put(fields);
    return w->row_count == RECIPIENTS_IMPORT_BATCH ? recipients_import_add(in) : FAULT_NONE;
}

/* The next of the list, as it was read: it may be wrong, one too many, or the reason to read no more. */
static enum fault
recipients_import_item(struct recipients_import *in, enum fault read, const struct recipient_item *item)
{
    if (read == FAULT_MISSING)
        return read;
    in->work->line = item->line;
    if (read == FAULT_INPUT) {
        recipients_import_report_list(in, item->why);
        return read;
    }
    if (in->rows == RECIPIENTS_IMPORT_MAX) {
        json_object_put(item->fields);
        recipients_import_report_list(in, "these are more than 100,000: send the others in another call");
        return FAULT_FULL;
    }
    in->rows++;
    if (item->fields != NULL)
        return recipients_import_take(in, item->fields);
    recipients_import_report_row(in, item->why);
    return FAULT_NONE;
}

/* All that can be read of the piece. */
static enum fault
recipients_import_items(struct recipients_import *in)
{
    struct recipients_import_work *w = in->work;
    struct recipient_item item;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE) {
        fault = w->form == RECIPIENTS_IMPORT_CSV ? recipients_csv_next(w->csv, &item)
                                                 : recipients_json_next(w->json, &item);
        fault = recipients_import_item(in, fault, &item);
    }
    strcpy(in->to_column, recipients_csv_to_column(w->csv));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* Adds those that wait, and sees to it that all are on the disk. */
static enum fault
recipients_import_settle(struct recipients_import *in, enum fault fault)
{
    enum fault settled = recipients_import_add(in);
    if (settled == FAULT_NONE && !in->dry)
        settled = env_flush(in->work->env);
    return settled != FAULT_NONE ? settled : fault;
}

uint32_t
recipients_import_owner(const struct recipients_import *in)
{
    return in->work->campaign.owner;
}

enum fault
recipients_import_piece(struct recipients_import *in, const char *bytes, size_t length)
{
    if (in->work->form == RECIPIENTS_IMPORT_CSV)
        recipients_csv_feed(in->work->csv, bytes, length);
    else
        recipients_json_feed(in->work->json, bytes, length);
    const enum fault fault = recipients_import_items(in);
    return fault == FAULT_INPUT || fault == FAULT_FULL ? recipients_import_settle(in, fault) : fault;
}

enum fault
recipients_import_one(struct recipients_import *in, struct json_object *recipient)
{
    struct recipient_item item;
    const enum fault fault = recipients_import_item(
        in, recipients_json_read(recipient, in->work->line + 1, &item), &item);
    return fault == FAULT_INPUT || fault == FAULT_FULL ? recipients_import_settle(in, fault) : fault;
}

enum fault
recipients_import_end(struct recipients_import *in)
{
    if (in->work->form == RECIPIENTS_IMPORT_CSV)
        recipients_csv_end(in->work->csv);
    else
        recipients_json_end(in->work->json);
    return recipients_import_settle(in, recipients_import_items(in));
}

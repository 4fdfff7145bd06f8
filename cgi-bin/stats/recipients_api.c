/*
 * recipients_api.c: GET /api/v1/stats/campaigns/{name}/recipients: a campaign's messages as CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "recipients_api.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "as_of.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "http/problem.h"
#include "http/query_enum.h"
#include "http/response.h"
#include "http/watchdog.h"
#include "message/message_index.h"
#include "message/message_open.h"
#include "message/phone_number.h"

enum {
    RECIPIENTS_API_LOOKS = 300, /* messages that a transaction looks at */
    RECIPIENTS_API_ROW = 1024,  /* bytes of a row, at most: its texts are bounded, and quoting doubles them */
};

enum recipients_api_wanted { RECIPIENTS_API_CLICKED, RECIPIENTS_API_NOT_CLICKED, RECIPIENTS_API_ALL };

struct recipients {
    struct env *env;
    const struct api_key *key;
    enum recipients_api_wanted wanted;
    struct message_list from, list; /* where the transaction begins, and where it is */
    size_t looks;
    bool more;
    enum fault fault;
    struct buffer rows;
    char space[RECIPIENTS_API_LOOKS * RECIPIENTS_API_ROW];
};

static void
recipients_api_add_moment(struct buffer *out, int64_t timestamp)
{
    char text[TIMESTAMP_SIZE] = "";
    if (timestamp != 0)
        timestamp_format(timestamp, text);
    buffer_addf(out, "%s,", text);
}

static void
recipients_api_add(struct recipients *r, const struct message *m, const struct message_opens *opens)
{
    char id[UUID_SIZE], masked[MESSAGE_ADDRESS_MAX + 1];
    uuid_format(m->id, id);
    phone_number_mask(m->to, masked, sizeof masked);
    buffer_add_csv(&r->rows, r->key->role == ROLE_ADMIN ? m->to : masked);
    buffer_addf(&r->rows, ",%s,%s,", id, message_status_name(m->status));
    recipients_api_add_moment(&r->rows, m->submitted);
    recipients_api_add_moment(&r->rows, m->delivered);
    recipients_api_add_moment(&r->rows, m->read);
    buffer_addf(&r->rows, "%lu,", (unsigned long)opens->people);
    recipients_api_add_moment(&r->rows, opens->first);
    buffer_add_csv(&r->rows, m->error);
    buffer_add(&r->rows, "\r\n");
}

static bool
recipients_api_look(const struct message *m, void *arg)
{
    struct recipients *r = arg;
    struct message_opens opens;
    if (r->looks == RECIPIENTS_API_LOOKS)
        return false;
    r->looks++;
    if (!api_key_may_read(r->key, m->owner))
        return true;
    r->fault = message_opens(env_read(r->env), m->id, &opens);
    if (r->fault != FAULT_NONE)
        return false;
    const enum recipients_api_wanted is = opens.people > 0 ? RECIPIENTS_API_CLICKED
                                                           : RECIPIENTS_API_NOT_CLICKED;
    if (r->wanted == RECIPIENTS_API_ALL || r->wanted == is)
        recipients_api_add(r, m, &opens);
    return true;
}

static enum fault
recipients_api_body(struct txn *txn, void *arg)
{
    struct recipients *r = arg;
    r->list = r->from;
    r->looks = 0;
    r->fault = FAULT_NONE;
    r->rows = buffer_over(r->space, sizeof r->space);
    enum fault fault = message_list_visit(txn, &r->list, recipients_api_look, r);
    r->more = fault == FAULT_FULL;
    if (r->fault != FAULT_NONE)
        return r->fault;
    return r->more ? FAULT_NONE : fault;
}

static enum fault
recipients_api_write(struct recipients *r, FILE *out)
{
    enum fault fault = FAULT_NONE;
    fputs("to,id,status,submitted,delivered,read,clicks,first_click,error\r\n", out);
    do {
        fault = env_txn(r->env, ENV_READ, recipients_api_body, r);
        if (fault == FAULT_NONE && fwrite(r->rows.text, 1, r->rows.length, out) != r->rows.length)
            fault = FAULT_SYSTEM;
        r->from = r->list;
        watchdog_set_busy(true); /* it goes on */
    } while (r->more && fault == FAULT_NONE);
    return fault;
}

static const char *const recipients_api_suffixes[] = {
    [RECIPIENTS_API_CLICKED] = "-clicked",
    [RECIPIENTS_API_NOT_CLICKED] = "-not-clicked",
    [RECIPIENTS_API_ALL] = "",
};

static void
recipients_api_answer(struct request *request, struct recipients *r)
{
    struct checkpoint as_of;
    FILE *out = tmpfile();
    if (out == NULL)
        log_error("cannot make a temporary file: %s", strerror(errno));
    if (out == NULL || checkpoint_get(env_read(r->env), CHECKPOINT_AGGREGATOR, &as_of) != FAULT_NONE ||
        recipients_api_write(r, out) != FAULT_NONE) {
        problem_send_store(request, FAULT_AGAIN);
    } else {
        as_of_add_head(request, &as_of, recipients_api_suffixes[r->wanted]);
        response_send_file(request, 200, AS_OF_CSV, out);
    }
    if (out != NULL)
        fclose(out);
}

void
recipients_list(struct request *request, struct context *context)
{
    static const char *const clicked[] = {"yes", "no", NULL};
    const char *campaign = request_param(request, "name");
    int wanted;
    struct recipients *r = xcalloc(1, sizeof *r);
    r->env = context->env;
    r->key = &request->key;
    r->from = (struct message_list){.group = MESSAGE_GROUP_CAMPAIGN, .name = campaign};
    if (!label_is_valid(campaign)) {
        problem_send(request, ERROR_NOT_FOUND, "There is nothing with this name.", NULL);
    } else if (query_enum(request, "clicked", clicked, RECIPIENTS_API_ALL, &wanted)) {
        r->wanted = (enum recipients_api_wanted)wanted;
        recipients_api_answer(request, r);
    }
    free(r);
}

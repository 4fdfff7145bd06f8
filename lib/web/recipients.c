#include "web/recipients.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/number.h"
#include "store/message_index.h"
#include "store/message_open.h"
#include "web/as_of.h"
#include "web/auth.h"
#include "web/choice.h"
#include "web/problem.h"

enum {
    RECIPIENTS_LOOKS = 300, /* messages that a transaction looks at */
    RECIPIENTS_ROW = 1024,  /* bytes of a row, at most: its texts are bounded, and quoting doubles them */
};

enum recipients_wanted { RECIPIENTS_CLICKED, RECIPIENTS_NOT_CLICKED, RECIPIENTS_ALL };

struct recipients {
    struct env *env;
    const struct key *key;
    enum recipients_wanted wanted;
    struct message_list from, list; /* where the transaction begins, and where it is */
    size_t looks;
    bool more;
    enum fault fault;
    struct buffer rows;
    char space[RECIPIENTS_LOOKS * RECIPIENTS_ROW];
};

static void
recipients_add_moment(struct buffer *out, int64_t moment)
{
    char text[CLOCK_TEXT] = "";
    if (moment != 0)
        clock_text(moment, text);
    buffer_addf(out, "%s,", text);
}

static void
recipients_add(struct recipients *r, const struct message *m, const struct message_opens *opens)
{
    char id[UUID_TEXT], masked[MESSAGE_ADDRESS_MAX + 1];
    uuid_text(m->id, id);
    number_mask(m->to, masked, sizeof masked);
    buffer_add_csv(&r->rows, r->key->role == KEY_ADMIN ? m->to : masked);
    buffer_addf(&r->rows, ",%s,%s,", id, message_status_name(m->status));
    recipients_add_moment(&r->rows, m->submitted);
    recipients_add_moment(&r->rows, m->delivered);
    recipients_add_moment(&r->rows, m->read);
    buffer_addf(&r->rows, "%lu,", (unsigned long)opens->people);
    recipients_add_moment(&r->rows, opens->first);
    buffer_add_csv(&r->rows, m->error);
    buffer_add(&r->rows, "\r\n");
}

static bool
recipients_look(const struct message *m, void *arg)
{
    struct recipients *r = arg;
    struct message_opens opens;
    if (r->looks == RECIPIENTS_LOOKS)
        return false;
    r->looks++;
    if (r->key->role == KEY_CREATOR && m->owner != r->key->id)
        return true;
    r->fault = message_opens(env_read(r->env), m->id, &opens);
    if (r->fault != FAULT_NONE)
        return false;
    const enum recipients_wanted is = opens.people > 0 ? RECIPIENTS_CLICKED : RECIPIENTS_NOT_CLICKED;
    if (r->wanted == RECIPIENTS_ALL || r->wanted == is)
        recipients_add(r, m, &opens);
    return true;
}

static enum fault
recipients_body(struct txn *txn, void *arg)
{
    struct recipients *r = arg;
    r->list = r->from;
    r->looks = 0;
    r->fault = FAULT_NONE;
    r->rows = buffer_over(r->space, sizeof r->space);
    enum fault fault = message_list_visit(txn, &r->list, recipients_look, r);
    r->more = fault == FAULT_FULL;
    if (r->fault != FAULT_NONE)
        return r->fault;
    return r->more ? FAULT_NONE : fault;
}

/* Who takes the list must see that it is not whole: a web server does not tell. */
static void
recipients_send(struct http *http, struct recipients *r)
{
    static const char cut_off[] = ",,incomplete,,,,,,\r\n";
    enum fault fault;
    do {
        fault = env_txn(r->env, ENV_WRITE, recipients_body, r);
        if (fault != FAULT_NONE) {
            http_write(http, cut_off, sizeof cut_off - 1);
            return;
        }
        r->from = r->list;
        fault = http_write(http, r->rows.text, r->rows.length);
    } while (r->more && fault == FAULT_NONE);
}

static void
recipients_answer(struct http *http, struct recipients *r)
{
    static const char head[] = "to,id,status,submitted,delivered,read,clicks,first_click,error\r\n";
    struct consumer as_of;
    if (consumer_get(env_read(r->env), CONSUMER_COUNT, &as_of) != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    as_of_add_head(http, &as_of);
    http_begin(http, 200, AS_OF_CSV);
    http_write(http, head, sizeof head - 1);
    if (http->method != HTTP_HEAD)
        recipients_send(http, r);
}

void
recipients_handle(struct http *http, const struct desk *desk, const char *campaign)
{
    static const char *const clicked[] = {"yes", "no", NULL};
    struct key key;
    int wanted;
    struct recipients *r = calloc(1, sizeof *r);
    if (r == NULL)
        log_fatal("out of memory");
    r->env = desk->env;
    r->key = &key;
    r->from = (struct message_list){.group = MESSAGE_GROUP_CAMPAIGN, .name = campaign};
    if (http->method != HTTP_GET && http->method != HTTP_HEAD) {
        problem_send_method(http, "GET, HEAD");
    } else if (auth_require(http, desk->env, KEY_READER, &key) == FAULT_NONE &&
               choice_read(http, "clicked", clicked, RECIPIENTS_ALL, &wanted)) {
        r->wanted = (enum recipients_wanted)wanted;
        recipients_answer(http, r);
    }
    free(r);
}

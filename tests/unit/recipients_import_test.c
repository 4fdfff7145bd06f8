/*
 * recipients_import_test.c: imports recipients in pieces of any size, with the same result.
 *
 * In the JSON here, ' stands for ".
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_import.h"

#include "base/buffer.h"
#include "campaign/campaign_lifecycle.h"
#include "campaign/campaign_request.h"
#include "campaign/recipient.h"
#include "store_fixture.h"

static struct campaign campaign;
static struct recipients_import import;

/* Makes a campaign of this name that sends "Hi {name}". */
static void
make(struct store_fixture *fixture, const char *name)
{
    struct input_error error;
    struct json_object *sent = store_fixture_json("{'channel':'sms','from':'curt','template':'Hi {name}'}");
    json_object_object_add(sent, "name", json_object_new_string(name));
    assert_int_equal(campaign_from_json(sent, &fixture->config, &campaign, &error), FAULT_NONE);
    json_object_put(sent);
    assert_int_equal(campaign_create(fixture->env, &campaign, 7, 0, NULL), FAULT_NONE);
}

/* A list comes in, in pieces of that many bytes. */
static enum fault
bring(struct store_fixture *fixture, const char *name, enum recipients_import_form form, bool dry,
    const char *list, size_t piece)
{
    size_t left = strlen(list);
    assert_int_equal(
        recipients_import_begin(&import, &fixture->config, fixture->env, name, 0, NULL, form, dry),
        FAULT_NONE);
    while (left > 0) {
        const size_t n = left < piece ? left : piece;
        char *copy = malloc(n); /* it ends where it ends */
        memcpy(copy, list, n);
        const enum fault fault = recipients_import_piece(&import, copy, n);
        free(copy);
        if (fault != FAULT_NONE)
            return fault;
        list += n;
        left -= n;
    }
    return recipients_import_end(&import);
}

/* What became of it, and who is in the campaign now. */
static void
tell(struct store_fixture *fixture, const char *name, enum fault fault, struct buffer *out)
{
    static char fields[RECIPIENT_FIELDS_MAX + 1];
    size_t length;
    buffer_addf(out, "%d: %llu rows %llu added %llu duplicates %llu invalid %llu segments;", (int)fault,
        (unsigned long long)import.rows, (unsigned long long)import.added,
        (unsigned long long)import.duplicates, (unsigned long long)import.invalid,
        (unsigned long long)import.segments);
    for (size_t i = 0; i < import.error_count; i++)
        buffer_addf(out, " %llu %s %.20s;", (unsigned long long)import.errors[i].line,
            import.errors[i].error.pointer, import.errors[i].error.detail);
    buffer_addf(out, " %s;", json_text(import.preview, NULL));
    assert_int_equal(campaign_get(env_read(fixture->env), name, &campaign), FAULT_NONE);
    for (uint64_t place = 1; place <= campaign.recipients; place++) {
        assert_int_equal(
            recipient_get(env_read(fixture->env), campaign.id, place, fields, &length), FAULT_NONE);
        buffer_addf(out, " %s", fields);
    }
    recipients_import_free(&import);
}

/* The list gives the same in pieces of any size; what it gives is in the buffer's text. */
static const char *
in_any_pieces(struct store_fixture *fixture, enum recipients_import_form form, const char *list)
{
    static const size_t pieces[] = {1000000, 1, 2, 3, 7, 4096};
    static char first[64 * 1024], other[64 * 1024];
    static unsigned campaigns;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        char name[32];
        snprintf(name, sizeof name, "c-%u", campaigns++);
        make(fixture, name);
        struct buffer b = i == 0 ? buffer_over(first, sizeof first) : buffer_over(other, sizeof other);
        const enum fault fault = bring(fixture, name, form, false, list, pieces[i]);
        tell(fixture, name, fault, &b);
        if (i > 0)
            assert_string_equal(other, first);
    }
    return first;
}

static void
check(struct store_fixture *fixture, enum recipients_import_form form, const char *list, const char *begin,
    const char *in)
{
    char text[4096], *at = text;
    snprintf(text, sizeof text, "%s", list);
    if (form == RECIPIENTS_IMPORT_JSON)
        for (; (at = strchr(at, '\'')) != NULL;)
            *at = '"';
    const char *got = in_any_pieces(fixture, form, text);
    char wanted[1024];
    snprintf(wanted, sizeof wanted, "%s", in);
    for (at = wanted; (at = strchr(at, '\'')) != NULL;)
        *at = '"';
    if (strncmp(got, begin, strlen(begin)) != 0 || strstr(got, wanted) == NULL)
        fail_msg("wanted %s ... %s, got %s", begin, wanted, got);
}

static void
csv(void **state)
{
    struct store_fixture *fixture = *state;
    check(fixture, RECIPIENTS_IMPORT_CSV, "to,name\n+44 7700 900000,Ada\r\n447700900001,\"Grace,\nH.\"",
        "0: 2 rows 2 added 0 duplicates 0 invalid 2 segments; [",
        "; {'to':'447700900000','name':'Ada'} {'to':'447700900001','name':'Grace,\\nH.'}");
    check(fixture, RECIPIENTS_IMPORT_CSV, "\xef\xbb\xbf name ; to ;;more\nAda;447700900000;x;\n",
        "0: 1 rows 1 added 0 duplicates 0 invalid", "; {'name':'Ada','to':'447700900000'}");
    check(fixture, RECIPIENTS_IMPORT_CSV,
        "to,name\n447700900000,A\n12,B\n\n447700900001\n447700900000,C\n447700900002,D,E\n447700900003,"
        "\xff\n",
        "0: 6 rows 1 added 1 duplicates 4 invalid 2 segments; 3 #/to ", "{'to':'447700900000','name':'A'}");
    check(fixture, RECIPIENTS_IMPORT_CSV, "name,number\nA,447700900000\n",
        "3: 0 rows 0 added 0 duplicates 1 invalid", "; 1 ");
    check(fixture, RECIPIENTS_IMPORT_CSV, "to,name\n", "0: 0 rows 0 added", "; []");
    check(fixture, RECIPIENTS_IMPORT_CSV, "", "0: 0 rows 0 added", "; []");
}

static void
json(void **state)
{
    struct store_fixture *fixture = *state;
    check(fixture, RECIPIENTS_IMPORT_JSON,
        " [ {'to':'+44 7700 900000','name':'Ada'} "
        ",\n{'to':447700900001,'name':'G','x':1.50,'y':null,'z':true}]\n",
        "0: 2 rows 2 added 0 duplicates 0 invalid 2 segments; [",
        "; {'to':'447700900000','name':'Ada'} {'to':'447700900001','name':'G','x':'1.50','z':'true'}");
    check(fixture, RECIPIENTS_IMPORT_JSON,
        "{'to':'447700900000','name':'A'}\n{'to':'447700900001','name':'B'}",
        "0: 2 rows 2 added 0 duplicates 0 invalid", "; {'to':'447700900000','name':'A'} {");
    check(fixture, RECIPIENTS_IMPORT_JSON,
        "[{'to':'12','name':'A'},7,{'to':'447700900000','name':['A']},{'to':'447700900000','name':''},"
        "{'to':'447700900000','name':'A'},{'name':'A'},'x',{'to':'447700900000','name':'B'}]",
        "0: 8 rows 1 added 1 duplicates 6 invalid 2 segments; 1 #/to ",
        "; 2 # a recipient is an ob; 3 # a recipient is an ob; 4 #/");
    check(fixture, RECIPIENTS_IMPORT_JSON, "[]", "0: 0 rows 0 added", "; []");
    check(fixture, RECIPIENTS_IMPORT_JSON, "[{'to':'447700900000','name':'A'}",
        "3: 1 rows 1 added 0 duplicates 1 invalid", "unexpected end of fi;");
    check(fixture, RECIPIENTS_IMPORT_JSON, "[{'to':'447700900000','name':'A'},{'to':", "3: 1 rows 1 added",
        "; 2 # unexpected end of fi;");
    check(fixture, RECIPIENTS_IMPORT_JSON, "[{'to':'447700900000','name':'A'},{to:'447700900001'}]",
        "3: 1 rows 1 added", "; 2 # this is not the JSON;");
    check(fixture, RECIPIENTS_IMPORT_JSON,
        "[{'to':'447700900000','name':'A'}] {'to':'447700900001','name':'A'}", "3: 1 rows 1 added",
        "; 2 # this is not the JSON;");
    check(fixture, RECIPIENTS_IMPORT_JSON, "[{'to':'447700900000','name':'\xff'}]", "3: 0 rows 0 added",
        "; 1 # this is not");
    check(fixture, RECIPIENTS_IMPORT_JSON, "[{'to':'447700900000','\xc0\xaf':'A'}]", "3: 0 rows 0 added",
        "; 1 # this is not");
    /* what is wrong after a recipient does no harm to it, in the same piece or in another */
    check(fixture, RECIPIENTS_IMPORT_JSON, "{'to':'447700900000','name':'A'}\n\x80{", "3: 1 rows 1 added",
        "; 2 # this is not");
    check(fixture, RECIPIENTS_IMPORT_JSON, "[{'to':'447700900000','name':'A'} \xff]", "3: 1 rows 1 added",
        "; 2 # this is not");
    check(fixture, RECIPIENTS_IMPORT_JSON, "[{'to':'447700900000','name':{'a':{'b':{'c':{'d':1}}}}}]",
        "3: 0 rows 0 added", "; 1 # this is not");
}

/* Recipients that are JSON already come in. */
static enum fault
give(struct store_fixture *fixture, const char *name, const char *list)
{
    struct json_object *recipients = json_read(list, strlen(list));
    enum fault fault = recipients_import_begin(
        &import, &fixture->config, fixture->env, name, 0, NULL, RECIPIENTS_IMPORT_JSON, false);
    for (size_t i = 0; i < json_object_array_length(recipients) && fault == FAULT_NONE; i++)
        fault = recipients_import_one(&import, json_object_array_get_idx(recipients, i));
    json_object_put(recipients);
    return fault == FAULT_NONE ? recipients_import_end(&import) : fault;
}

/* What came within a request is taken as the same list is that comes by itself, with the same limits. */
static void
recipients_may_be_json_already(void **state)
{
    struct store_fixture *fixture = *state;
    static char listed[80 * 1024], given[80 * 1024], name[16], other[16];
    static char too_long[70 * 1024];
    const char *const lists[] = {
        "[{\"to\":\"12\",\"name\":\"A\"},7,{\"to\":447700900000,\"name\":\"A\",\"x\":1.50,\"y\":null},"
        "null,{\"to\":\"447700900001\",\"name\":[\"A\"]},{\"to\":\"447700900000\",\"name\":\"B\"}]",
        "[{\"to\":\"447700900000\",\"name\":\"A\"},{\"name\":{\"a\":{\"b\":{}}}},7]",
        "[{\"to\":\"447700900000\",\"name\":\"A\"},{\"name\":{\"a\":{\"b\":1}}},7]",
        "[{\"to\":\"447700900000\",\"name\":\"A\"},{\"name\":{\"a\":{\"b\":{\"c\":1}}}},7]",
        "[{\"to\":\"447700900000\",\"name\":\"A\"},{\"name\":[[[1]]]},7]",
        "[{\"to\":\"447700900000\",\"name\":\"A\"},{\"name\":[[[]]]},7]",
        too_long,
    };
    static const char *const begins[] = {"0: 6 rows 1 added 1 duplicates 4 invalid", "0: 3 rows 1 added",
        "0: 3 rows 1 added", "3: 1 rows 1 added", "3: 1 rows 1 added", "0: 3 rows 1 added",
        "3: 1 rows 1 added"};
    snprintf(
        too_long, sizeof too_long, "[{\"to\":\"447700900000\",\"name\":\"A\"},{\"name\":\"%065536d\"},7]", 0);
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct buffer one = buffer_over(listed, sizeof listed), two = buffer_over(given, sizeof given);
        snprintf(name, sizeof name, "listed-%zu", i);
        snprintf(other, sizeof other, "given-%zu", i);
        make(fixture, name);
        tell(fixture, name, bring(fixture, name, RECIPIENTS_IMPORT_JSON, false, lists[i], 1000000), &one);
        make(fixture, other);
        tell(fixture, other, give(fixture, other, lists[i]), &two);
        assert_string_equal(given, listed);
        if (strncmp(given, begins[i], strlen(begins[i])) != 0)
            fail_msg("wanted %s, got %.200s", begins[i], given);
    }
}

static void
a_recipient_is_bounded(void **state)
{
    struct store_fixture *fixture = *state;
    static char list[80 * 1024];
    struct buffer b;
    static const struct {
        unsigned bytes;
        const char *begin;
    } rows[] = {
        {16 * 1024 - 40, "0: 2 rows 2 added 0 duplicates 0 invalid"},
        {16 * 1024, "0: 2 rows 1 added 0 duplicates 1 invalid 1 segments; 1 # more is given than a;"},
        {60 * 1024, "0: 2 rows 1 added 0 duplicates 1 invalid"},
        {65 * 1024, "3: 0 rows 0 added 0 duplicates 1 invalid 0 segments; 1 # this recipient's JSO;"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        b = buffer_over(list, sizeof list);
        buffer_add(&b, "[{\"to\":\"447700900000\",\"name\":\"A\",\"x\":\"");
        for (unsigned n = 0; n + 2 < rows[i].bytes; n++)
            buffer_add(&b, "x");
        buffer_add(&b, "\"},{\"to\":\"447700900001\",\"name\":\"B\"}]");
        assert_false(b.full);
        const char *got = in_any_pieces(fixture, RECIPIENTS_IMPORT_JSON, list);
        if (strncmp(got, rows[i].begin, strlen(rows[i].begin)) != 0)
            fail_msg("wanted %s, got %.200s", rows[i].begin, got);
    }
}

/* The nth of many. */
static void
add_row(struct buffer *b, unsigned nth)
{
    buffer_addf(b, "4477%08u,N\n", nth);
}

static void
a_list_is_bounded(void **state)
{
    struct store_fixture *fixture = *state;
    const size_t size = (RECIPIENTS_IMPORT_MAX + 2) * 20;
    char *list = malloc(size);
    struct json_object *template = store_fixture_json("{'channel':'sms','from':'curt','text':'Hi'}");
    struct buffer b = buffer_over(list, size);
    buffer_add(&b, "to,name\n");
    for (unsigned i = 0; i < RECIPIENTS_IMPORT_MAX + 1; i++)
        add_row(&b, i);
    assert_int_equal(recipients_import_begin(&import, &fixture->config, fixture->env, "none", 0, template,
                         RECIPIENTS_IMPORT_CSV, true),
        FAULT_NONE);
    assert_int_equal(recipients_import_piece(&import, list, b.length), FAULT_FULL);
    assert_int_equal(import.rows, RECIPIENTS_IMPORT_MAX);
    assert_int_equal(import.added, RECIPIENTS_IMPORT_MAX);
    assert_int_equal(import.invalid, 1);
    assert_int_equal(import.errors[0].line, RECIPIENTS_IMPORT_MAX + 2);
    assert_int_equal(json_object_array_length(import.preview), RECIPIENTS_IMPORT_PREVIEW_MAX);
    recipients_import_free(&import);
    json_object_put(template);
    free(list);
}

/* Its faults are counted, the first are told, and why it ends in any case. */
static void
errors_are_bounded(void **state)
{
    struct store_fixture *fixture = *state;
    static char list[16 * 1024];
    struct buffer b = buffer_over(list, sizeof list);
    make(fixture, "faulty");
    buffer_add(&b, "[");
    for (int i = 0; i < 150; i++)
        buffer_add(&b, "{\"to\":\"1\"},");
    buffer_add(&b, "}");
    assert_int_equal(bring(fixture, "faulty", RECIPIENTS_IMPORT_JSON, false, list, 10), FAULT_INPUT);
    assert_int_equal(import.invalid, 151);
    assert_int_equal(import.error_count, RECIPIENTS_IMPORT_ERRORS_MAX);
    assert_int_equal(import.errors[RECIPIENTS_IMPORT_ERRORS_MAX - 2].line, RECIPIENTS_IMPORT_ERRORS_MAX - 1);
    assert_int_equal(import.errors[RECIPIENTS_IMPORT_ERRORS_MAX - 1].line, 151);
    recipients_import_free(&import);
}

static void
numbers_are_added_once(void **state)
{
    struct store_fixture *fixture = *state;
    static char list[16 * 1024];
    struct buffer b = buffer_over(list, sizeof list);
    make(fixture, "twice");
    buffer_add(&b, "to,name\n");
    for (unsigned i = 0; i < 250; i++) /* more than a transaction adds */
        add_row(&b, i);
    assert_int_equal(bring(fixture, "twice", RECIPIENTS_IMPORT_CSV, true, list, 1000), FAULT_NONE);
    assert_int_equal(import.added, 250);
    recipients_import_free(&import);
    assert_int_equal(campaign_get(env_read(fixture->env), "twice", &campaign), FAULT_NONE);
    assert_int_equal(campaign.recipients, 0);
    for (unsigned more = 0; more <= 50; more += 50) {
        assert_int_equal(bring(fixture, "twice", RECIPIENTS_IMPORT_CSV, false, list, 1000), FAULT_NONE);
        assert_int_equal(import.rows, 250 + more);
        assert_int_equal(import.added, more == 0 ? 250 : 50);
        assert_int_equal(import.duplicates, more == 0 ? 0 : 250);
        recipients_import_free(&import);
        assert_int_equal(campaign_get(env_read(fixture->env), "twice", &campaign), FAULT_NONE);
        assert_int_equal(campaign.recipients, 250 + more);
        for (unsigned i = 0; i < 50; i++)
            add_row(&b, 250 + i);
    }
}

static void
who_may_add_and_when(void **state)
{
    struct store_fixture *fixture = *state;
    struct input_error error;
    make(fixture, "state");
    assert_int_equal(recipients_import_begin(&import, &fixture->config, fixture->env, "none", 0, NULL,
                         RECIPIENTS_IMPORT_CSV, false),
        FAULT_MISSING);
    assert_int_equal(recipients_import_begin(&import, &fixture->config, fixture->env, "state", 8, NULL,
                         RECIPIENTS_IMPORT_CSV, false),
        FAULT_MISSING);
    assert_int_equal(recipients_import_begin(&import, &fixture->config, fixture->env, "state", 7, NULL,
                         RECIPIENTS_IMPORT_CSV, false),
        FAULT_NONE);
    assert_int_equal(
        campaign_apply_action(fixture->env, "state", 0, CAMPAIGN_CANCEL, &campaign, &error), FAULT_NONE);
    assert_int_equal(recipients_import_piece(&import, "to,name\n447700900000,A\n", 23), FAULT_NONE);
    assert_int_equal(recipients_import_end(&import), FAULT_REFUSED); /* it was cancelled meanwhile */
    assert_int_equal(import.added, 0);
    recipients_import_free(&import);
    assert_int_equal(recipients_import_begin(&import, &fixture->config, fixture->env, "state", 0, NULL,
                         RECIPIENTS_IMPORT_CSV, false),
        FAULT_REFUSED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(csv),
        WITH_STORE(json),
        WITH_STORE(recipients_may_be_json_already),
        WITH_STORE(a_recipient_is_bounded),
        WITH_STORE(a_list_is_bounded),
        WITH_STORE(errors_are_bounded),
        WITH_STORE(numbers_are_added_once),
        WITH_STORE(who_may_add_and_when),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

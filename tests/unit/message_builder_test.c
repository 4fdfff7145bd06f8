/*
 * message_builder_test.c: finds links, shortens them and stores them with their message, all or nothing.
 *
 * In the JSON here, ' stands for ".
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_builder.h"

#include "base/buffer.h"
#include "base/timestamp.h"
#include "campaign/merge_template.h"
#include "db/schedule.h"
#include "message/outbox.h"
#include "store_fixture.h"

#define SMS  "'channel':'sms','to':'447700900000','from':'curt'"
#define WA   "'channel':'whatsapp','to':'447700900000','from':'447700900001','whatsapp':{'locale':'en'}"
#define RCS  "'channel':'rcs','to':'447700900000','from':'agent'"
#define VI   "'channel':'viber_service','to':'447700900000','from':'service'"
#define CHIP "'text':'Tap','postback_data':'p'"
#define FB   "'channel':'messenger','to':'somebody','from':'page'"

static const struct http_client_policy rules;
static struct url_finder *url_finder;
static struct config config;
static struct message_request request;
static struct message_builder builder;
static struct input_error error;
static struct json_object *as_read; /* the request's JSON, before anything was made of it */

static enum fault
plan(const char *text)
{
    struct json_object *sent = store_fixture_json(text);
    assert_int_equal(message_request_from_json(sent, &rules, &request, &error), FAULT_NONE);
    json_object_put(sent);
    as_read = json_copy(request.message_json);
    const enum fault fault = message_builder_plan(&builder, &config, url_finder, &request, &error);
    if (fault != FAULT_NONE) {
        json_object_put(as_read);
        message_request_free(&request);
    }
    return fault;
}

static void
drop(void)
{
    assert_true(json_object_equal(request.message_json, as_read)); /* nothing changes a request */
    json_object_put(as_read);
    message_builder_free(&builder);
    message_request_free(&request);
}

/* The body's message as JSON, its codes as a, b, c, ... in the order of the links. */
static const char *
shown(void)
{
    static char text[16 * 1024];
    struct json_object *message;
    assert_true(json_object_object_get_ex(builder.body, "message", &message));
    snprintf(text, sizeof text, "%s", json_text(message, NULL));
    for (size_t i = 0; i < builder.links.count; i++) {
        const size_t length = strlen(builder.links.links[i].code);
        assert_int_equal(length, config.links_code_length);
        for (char *at; (at = strstr(text, builder.links.links[i].code)) != NULL;) {
            *at = (char)('a' + i);
            memmove(at + 1, at + length, strlen(at + length) + 1);
        }
    }
    for (char *at = text; (at = strchr(at, '"')) != NULL;)
        *at = '\'';
    return text;
}

static void
every_text_has_its_links_short(void **state)
{
    static const struct {
        const char *sent, *shown;
        size_t links, kept;
    } rows[] = {
        {"{" SMS ",'text':'No link'}", "'text':'No link'", 0, 0},
        {"{" SMS ",'text':'(https://a.example/?x=1), HTTPS://b.example! https://a.example/?x=1.'}",
            "'text':'(https://s.example/a), https://s.example/b! https://s.example/a.'", 2, 0},
        {"{" SMS ",'text':'https://s.example/abc https://a.example/'}",
            "'text':'https://s.example/abc https://s.example/a'", 1, 1},
        {"{" SMS ",'text':'https://user@a.example/ http://b.example/'}",
            "'text':'https://user@a.example/ https://s.example/a'", 1, 1},
        {"{" SMS ",'text':'https://a.example/','track':'none'}", "'text':'https://a.example/'", 0, 0},
        {"{'channel':'mms','to':'447700900000','from':'curt','image':{'url':'https://a.example/',"
         "'caption':'See https://a.example/'}}",
            "'image':{'url':'https://a.example/','caption':'See https://s.example/a'}", 1, 0},
        {"{'channel':'whatsapp','to':'447700900000','from':'447700900001','template':{'name':'https://"
         "a.example/',"
         "'parameters':['https://b.example/','x','https://c.example/ https://b.example/']},"
         "'whatsapp':{'locale':'en'}}",
            "'template':{'name':'https://a.example/','parameters':['https://s.example/a','x',"
            "'https://s.example/b https://s.example/a']}",
            2, 0},
        {"{" FB ",'text':'https://a.example/','failover':[{" SMS
         ",'text':'https://a.example/ https://b.example/'},"
         "{'channel':'mms','to':'447700900000','from':'curt','image':{'url':'https://a.example/',"
         "'caption':'https://c.example/'}}]}",
            "'text':'https://s.example/a','failover':[{'channel':'sms','to':'447700900000','from':'curt',"
            "'message_type':'text','text':'https://s.example/a https://s.example/b'},{'channel':'mms',"
            "'to':'447700900000','from':'curt','message_type':'image','image':{'url':'https://a.example/',"
            "'caption':'https://s.example/c'}}]",
            3, 0},
        {"{" RCS ",'text':'Hi','suggestions':[{'type':'open_url'," CHIP ",'url':'https://a.example/(x)...'},"
         "{'type':'dial'," CHIP ",'phone_number':'+447700900000','fallback_url':'https://b.example/'},"
         "{'type':'open_url'," CHIP ",'url':'app://open?u=https://c.example/'}]}",
            "'text':'Hi','suggestions':[{'type':'open_url'," CHIP ",'url':'https://s.example/a'},"
            "{'type':'dial'," CHIP ",'phone_number':'+447700900000','fallback_url':'https://s.example/b'},"
            "{'type':'open_url'," CHIP ",'url':'app://open?u=https://c.example/'}]",
            2, 1},
        {"{" RCS
         ",'carousel':[{'title':'T','text':'See https://a.example/1.','media_url':'https://m.example/1'},"
         "{'title':'T','text':'x','media_url':'https://m.example/2','suggestions':[{'type':'open_url'," CHIP
         ",'url':'https://a.example/1'}]}]}",
            "'carousel':[{'title':'T','text':'See https://s.example/a.','media_url':'https://m.example/1'},"
            "{'title':'T','text':'x','media_url':'https://m.example/"
            "2','suggestions':[{'type':'open_url'," CHIP ",'url':'https://s.example/a'}]}]",
            1, 0},
        {"{" VI
         ",'image':{'url':'https://m.example/1'},'viber_service':{'action':{'url':'https://a.example/',"
         "'text':'Go'}}}",
            "'image':{'url':'https://m.example/1'},'viber_service':{'action':{'url':'https://s.example/a',"
            "'text':'Go'}}",
            1, 0},
        {"{" WA
         ",'custom':{'type':'interactive','interactive':{'type':'cta_url','header':{'type':'image','image':{"
         "'link':'https://m.example/'}},'body':{'text':'At https://a.example/'},'action':{'name':'cta_url',"
         "'parameters':{'display_text':'Go','url':'https://b.example/'}}}}}",
            "'interactive':{'type':'cta_url','header':{'type':'image','image':{'link':'https://m.example/'}},"
            "'body':{'text':'At https://s.example/a'},'action':{'name':'cta_url','parameters':{"
            "'display_text':'Go','url':'https://s.example/b'}}}",
            2, 0},
        {"{" WA
         ",'custom':{'type':'image','image':{'link':'https://m.example/','caption':'https://a.example/'}}}",
            "'image':{'link':'https://m.example/','caption':'https://s.example/a'}", 1, 0},
        {"{" RCS ",'custom':{'contentMessage':{'richCard':{'standaloneCard':{'cardContent':{'title':'T',"
         "'description':'See https://a.example/','media':{'contentInfo':{'fileUrl':'https://m.example/'}},"
         "'suggestions':[{'action':{'text':'Go','postbackData':'p','fallbackUrl':'https://b.example/',"
         "'openUrlAction':{'url':'https://c.example/'}}}]}}}}}}",
            "'description':'See "
            "https://s.example/a','media':{'contentInfo':{'fileUrl':'https://m.example/'}},"
            "'suggestions':[{'action':{'text':'Go','postbackData':'p','fallbackUrl':'https://s.example/b',"
            "'openUrlAction':{'url':'https://s.example/c'}}}]",
            3, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(plan(rows[i].sent), FAULT_NONE);
        assert_int_equal(builder.links.count, rows[i].links);
        assert_int_equal(builder.links.kept, rows[i].kept);
        for (int again = 0; again < 2; again++) {
            message_builder_preview(&builder);
            if (strstr(shown(), rows[i].shown) == NULL)
                fail_msg("wanted %s in %s", rows[i].shown, shown());
        }
        drop();
    }
}

/* A template has up to 50 texts, and a message up to six templates: one link in all of them is one link. */
static void
a_link_may_be_in_every_text(void **state)
{
    static char text[64 * 1024];
    struct buffer b = buffer_over(text, sizeof text);
    (void)state;
    for (unsigned i = 0; i <= 5; i++) {
        buffer_addf(&b, "%s{" WA ",'template':{'name':'x','parameters':['1'", i > 1 ? "," : "");
        for (unsigned n = 1; n < 50; n++)
            buffer_add(&b, ",'https://a.example/'");
        buffer_addf(&b, "]}%s", i == 0 ? ",'failover':[" : "}");
    }
    buffer_add(&b, "]}");
    assert_false(b.full);
    assert_int_equal(plan(text), FAULT_NONE);
    assert_int_equal(builder.links.count, 1);
    message_builder_preview(&builder);
    const char *at = shown();
    unsigned short_links = 0;
    for (; (at = strstr(at, "'https://s.example/a'")) != NULL; at++)
        short_links++;
    assert_int_equal(short_links, 6 * 49);
    drop();
}

/* A text of so many x, and then links of that length each: FORMAT has a %s for it. */
static enum fault
plan_long(const char *format, size_t characters, unsigned links, size_t url)
{
    static char text[16 * 1024], whole[20 * 1024];
    struct buffer b = buffer_over(text, sizeof text);
    for (size_t i = 0; i < characters; i++)
        buffer_add(&b, "x");
    for (unsigned i = 0; i < links; i++) {
        buffer_addf(&b, " https://a.example/%03u", i);
        for (size_t n = strlen("https://a.example/000"); n < url; n++)
            buffer_add(&b, "u");
    }
    assert_false(b.full);
    snprintf(whole, sizeof whole, format, text);
    return plan(whole);
}

static void
limits_hold_for_what_is_sent(void **state)
{
    (void)state;
    /* A link and the space before it take 26 characters. */
    assert_int_equal(strlen(" https://s.example/") + (size_t)config.links_code_length, 26);
    assert_int_equal(plan_long("{" FB ",'text':'%s'}", 640, 0, 0), FAULT_NONE);
    drop();
    assert_int_equal(plan_long("{" FB ",'text':'%s'}", 641, 0, 0), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/text");
    assert_int_equal(plan_long("{" FB ",'text':'%s'}", 614, 1, 600), FAULT_NONE);
    drop();
    assert_int_equal(plan_long("{" FB ",'text':'%s'}", 615, 1, 600), FAULT_INPUT);
    assert_int_equal(plan_long("{" FB ",'text':'%s'}", 17, 24, 21), FAULT_INPUT); /* short links are longer */
    assert_string_equal(error.pointer, "#/text");
    assert_int_equal(
        plan_long("{" SMS ",'text':'Hi','failover':[{" SMS ",'text':'Hi'},{" FB ",'text':'%s'}]}", 641, 0, 0),
        FAULT_INPUT);
    assert_string_equal(error.pointer, "#/failover/1/text");
    assert_int_equal(plan_long("{" RCS ",'card':{'title':'T','text':'%s','media_url':'https://m.example/'}}",
                         1974, 1, 600),
        FAULT_NONE);
    drop();
    assert_int_equal(plan_long("{" RCS ",'card':{'title':'T','text':'%s','media_url':'https://m.example/'}}",
                         1975, 1, 600),
        FAULT_INPUT);
    assert_string_equal(error.pointer, "#/card/text");
    assert_int_equal(
        plan_long("{" WA ",'image':{'url':'https://m.example/','caption':'%s'}}", 3001, 0, 0), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/image/caption");
    assert_int_equal(plan_long("{" SMS ",'text':'%s'}", 20, 50, 21), FAULT_NONE);
    assert_int_equal(builder.links.count, 50);
    drop();
    assert_int_equal(plan_long("{" SMS ",'text':'%s'}", 20, 51, 21), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/text");
}

static void
it_fits_into_the_store(void **state)
{
    static char text[160 * 1024];
    (void)state;
    for (unsigned characters = 600; characters <= 1200; characters += 600) {
        struct buffer b = buffer_over(text, sizeof text);
        buffer_add(&b, "{'channel':'whatsapp','to':'447700900000','from':'447700900001','text':'");
        for (unsigned i = 0; i < MESSAGE_LINKS_MAX; i++) {
            buffer_addf(&b, " https://a.example/%u", i);
            for (unsigned n = 0; n < characters; n++)
                buffer_add(&b, "ä"); /* of which six bytes become */
        }
        buffer_add(&b, "'}");
        assert_false(b.full);
        assert_int_equal(plan(text), characters == 600 ? FAULT_NONE : FAULT_INPUT);
        if (characters == 600)
            drop();
    }
    assert_string_equal(error.pointer, "#");
}

static void
segments_are_of_what_is_sent(void **state)
{
    (void)state;
    assert_int_equal(plan_long("{" SMS ",'text':'%s'}", 134, 1, 300), FAULT_NONE);
    assert_true(builder.is_sms);
    assert_int_equal(builder.segments.count, 1);
    drop();
    assert_int_equal(plan("{" SMS ",'text':'\\u201cHi\\u201d'}"), FAULT_NONE);
    assert_int_equal(builder.segments.encoding, SMS_UCS2);
    drop();
    assert_int_equal(plan("{" FB ",'text':'Hi'}"), FAULT_NONE);
    assert_false(builder.is_sms);
    drop();
    assert_int_equal(plan("{" SMS ",'text':'\\u201cHi','sms':{'encoding_type':'text'}}"), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/sms/encoding_type");
    assert_int_equal(
        plan("{" FB ",'text':'Hi','failover':[{" SMS ",'text':'\\u201cHi','sms':{'encoding_type':'text'}}]}"),
        FAULT_INPUT);
    assert_string_equal(error.pointer, "#/failover/0/sms/encoding_type");
}

struct writing {
    enum fault end;
    int64_t now;
    char codes[2][SHORT_CODE_GENERATED_MAX + 1];
};

static enum fault
write_body(struct txn *txn, void *arg)
{
    struct writing *w = arg;
    enum fault fault = message_builder_write(txn, &builder, 7, 5, w->now + 1, w->now);
    for (size_t i = 0; i < 2; i++)
        strcpy(w->codes[i], builder.links.links[i].code);
    return fault != FAULT_NONE ? fault : w->end;
}

static void
check_body(struct store_fixture *fixture, const struct writing *w)
{
    static char body[MESSAGE_BODY_MAX + 1];
    char wanted[1024];
    size_t length;
    assert_int_equal(
        message_body(env_read(fixture->env), builder.message.id, body, sizeof body, &length), FAULT_NONE);
    snprintf(wanted, sizeof wanted,
        "{'message':{'channel':'sms','to':'447700900000','from':'curt','message_type':'text',"
        "'text':'https://s.example/%s "
        "https://s.example/%s','ttl':60},'links':[{'code':'%s','url':'https://a.example/'},"
        "{'code':'%s','url':'https://b.example/'}]}",
        w->codes[0], w->codes[1], w->codes[0], w->codes[1]);
    struct json_object *one = json_read(body, length), *two = store_fixture_json(wanted);
    if (!json_object_equal(one, two))
        fail_msg("wanted %s, got %s", wanted, body);
    json_object_put(one);
    json_object_put(two);
}

static void
it_is_stored_once_however_often_it_was_tried(void **state)
{
    struct store_fixture *fixture = *state;
    struct writing first = {.end = FAULT_REFUSED, .now = timestamp_now()}, second = {.now = first.now};
    static struct link link;
    struct message message;
    struct outbox waits;
    struct schedule_entry due;
    const int64_t kept = first.now + config.keep_messages * TIMESTAMP_SECOND;
    assert_int_equal(plan("{" SMS ",'text':'https://a.example/ https://b.example','ttl':60,'track':'first',"
                          "'campaign':'spring','client_ref':'r','webhook':'https://h.example/'}"),
        FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, write_body, &first), FAULT_REFUSED);
    assert_string_equal(store_fixture_published(fixture), "");
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, write_body, &second), FAULT_NONE);
    assert_string_equal(store_fixture_published(fixture), "link link requested ");
    check_body(fixture, &second);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(link_get(env_read(fixture->env), first.codes[i], &link), FAULT_MISSING);
        assert_int_equal(link_get(env_read(fixture->env), second.codes[i], &link), FAULT_NONE);
        assert_int_equal(link.owner, 7);
        assert_int_equal(link.expires, first.now + 60 * TIMESTAMP_SECOND);
        assert_true(link.track_first);
        assert_string_equal(link.labels.campaign, "spring");
        assert_memory_equal(link.message, builder.message.id, UUID_BYTES);
    }
    assert_int_equal(message_get(env_read(fixture->env), builder.message.id, &message), FAULT_NONE);
    assert_int_equal(message.status, MESSAGE_REQUESTED);
    assert_int_equal(message.owner, 7);
    assert_int_equal(message.queue, 5);
    assert_int_equal(message.created, first.now);
    assert_int_equal(message.parts, 1);
    assert_string_equal(message.client_ref, "r");
    assert_string_equal(message.webhook, "https://h.example/");
    assert_int_equal(outbox_next(env_read(fixture->env), 5, NULL, first.now, &waits), FAULT_MISSING);
    assert_int_equal(outbox_next(env_read(fixture->env), 5, NULL, first.now + 1, &waits), FAULT_NONE);
    assert_memory_equal(waits.id, builder.message.id, UUID_BYTES);
    assert_int_equal(outbox_next(env_read(fixture->env), 5, &waits, INT64_MAX, &waits), FAULT_MISSING);
    memset(&due, 0, sizeof due);
    do
        assert_int_equal(schedule_next(env_read(fixture->env), &due, kept, &due), FAULT_NONE);
    while (due.kind != SCHEDULE_DELETE_MESSAGE);
    assert_int_equal(due.at, kept);
    assert_memory_equal(due.name, builder.message.id, UUID_BYTES);
    drop();
}

static int
begin(void **state)
{
    if (store_fixture_begin(state) != 0)
        return -1;
    config = ((struct store_fixture *)*state)->config;
    strcpy(config.web_base_url, "https://s.example");
    url_finder = url_finder_create();
    return 0;
}

static int
end(void **state)
{
    url_finder_free(url_finder);
    return store_fixture_end(state);
}

/* From the template to the link: nothing on the way loses what was filled in. */
static void
links_keep_what_was_filled_in(void **state)
{
    struct json_object *template = store_fixture_json(
        "{" FB ",'text':'https://a.example/{t}, {t}','failover':[{'channel':'mms','to':'447700900000',"
        "'from':'curt','image':{'url':'https://a.example/','caption':'https://b.example/{t}.'}}]}"),
                       *fields = store_fixture_json("{'to':'447700900000','t':'x.'}"), *sent;
    (void)state;
    assert_int_equal(merge_template_apply(template, fields, url_finder, &sent, &error), FAULT_NONE);
    assert_int_equal(message_request_from_json(sent, &rules, &request, &error), FAULT_NONE);
    json_object_put(sent);
    assert_int_equal(message_builder_plan(&builder, &config, url_finder, &request, &error), FAULT_NONE);
    assert_int_equal(builder.links.count, 2);
    assert_string_equal(builder.links.links[0].url, "https://a.example/x.");
    assert_string_equal(builder.links.links[1].url, "https://b.example/x.");
    message_builder_free(&builder);
    message_request_free(&request);
    json_object_put(template);
    json_object_put(fields);
    assert_int_equal(
        plan("{" WA ",'template':{'name':'x','parameters':['https://a.example/x.','https://a.example/y. See',"
             "'https://a.example/z\u3002']}}"),
        FAULT_NONE);
    assert_int_equal(builder.links.count, 3);
    assert_string_equal(builder.links.links[0].url, "https://a.example/x.");
    assert_string_equal(builder.links.links[1].url, "https://a.example/y");
    assert_string_equal(builder.links.links[2].url, "https://a.example/z");
    drop();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_text_has_its_links_short, begin, end),
        cmocka_unit_test_setup_teardown(a_link_may_be_in_every_text, begin, end),
        cmocka_unit_test_setup_teardown(limits_hold_for_what_is_sent, begin, end),
        cmocka_unit_test_setup_teardown(it_fits_into_the_store, begin, end),
        cmocka_unit_test_setup_teardown(segments_are_of_what_is_sent, begin, end),
        cmocka_unit_test_setup_teardown(it_is_stored_once_however_often_it_was_tried, begin, end),
        cmocka_unit_test_setup_teardown(links_keep_what_was_filled_in, begin, end),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

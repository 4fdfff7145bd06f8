/*
 * envelope_test.c: events as the world sees them: valid JSON, whatever was sent, and always the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/envelope.h"

#include "base/timestamp.h"
#include "base/utf8.h"
#include "event/click.h"
#include "link/link_event.h"
#include "store_fixture.h"

#define MOMENT INT64_C(1779728210669000) /* 2026-05-25T16:56:50.669Z */

static struct event event;

static const char *
member(struct json_object *of, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(of, name, &value) ? json_object_get_string(value) : NULL;
}

static void
check(struct json_object *of, const char *name, const char *wanted)
{
    const char *got = member(of, name);
    if (wanted == NULL)
        assert_null(got);
    else if (got == NULL)
        fail_msg("no %s", name);
    else
        assert_string_equal(got, wanted);
}

/* The detail of the event's envelope, whose head is checked; the whole is the caller's. */
static struct json_object *
open_envelope(const char *type, struct json_object **whole)
{
    static const char *const names[] = {
        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"};
    char id[UUID_SIZE];
    struct json_object *detail;
    *whole = envelope_create(&event);
    assert_non_null(*whole);
    assert_int_equal(json_object_object_length(*whole), COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++)
        assert_non_null(member(*whole, names[i]));
    uuid_format(event.id, id);
    check(*whole, "id", id);
    check(*whole, "version", "0");
    check(*whole, "detail-type", type);
    check(*whole, "time", "2026-05-25T16:56:50.669Z");
    assert_true(json_object_object_get_ex(*whole, "detail", &detail));
    check(detail, "at", "2026-05-25T16:56:50.669Z");
    return detail;
}

/* What is printed is UTF-8, reads again, and is the same a second time. */
static void
check_text(struct json_object *whole)
{
    const char *printed = json_object_to_json_string_ext(
        whole, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    assert_true(utf8_is_valid(printed, strlen(printed)));
    struct json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *again = json_tokener_parse_ex(tokener, printed, (int)strlen(printed) + 1);
    assert_non_null(again);
    assert_true(json_object_equal(again, whole));
    json_object_put(again);
    json_tokener_free(tokener);
    struct json_object *same = envelope_create(&event);
    assert_string_equal(json_object_to_json_string(same), json_object_to_json_string(whole));
    json_object_put(same);
}

static struct click_text
text(const char *of)
{
    return (struct click_text){of, strlen(of)};
}

static void
put_click(const struct click *click, enum event_kind kind)
{
    memset(&event, 0, sizeof event);
    event.kind = kind;
    event.at = MOMENT;
    event.number = 12;
    uuid_v4(event.id);
    assert_int_equal(click_encode(click, event.body, sizeof event.body, &event.length), FAULT_NONE);
}

static void
a_click(void **state)
{
    static const struct labels labels = {.campaign = "spring", .tag_count = 2, .tags = {"a", "\xc3\xa4"}};
    static const uint8_t message[UUID_BYTES] = {0x01, 0x9a, [15] = 0xff};
    uint8_t packed[LABELS_BYTES_MAX];
    struct click click = {.link = 5,
        .message = message,
        .owner = UINT32_MAX,
        .visitor = UINT64_C(0xabc),
        .address = {16, {0x20, 0x01, 0x0d, 0xb8}},
        .code = text("abc"),
        .referrer = text("https://example.com/?\"quoted\"\\"),
        .agent = text("Mozilla/5.0"),
        .language = text("de"),
        .query = text("a=b&c=d/e")};
    struct json_object *whole;
    (void)state;
    click.labels = (struct click_text){(const char *)packed, labels_encode(&labels, packed)};
    put_click(&click, EVENT_CLICK);
    struct json_object *detail = open_envelope("link.clicked", &whole);
    check(detail, "code", "abc");
    check(detail, "owner", "4294967295");
    check(detail, "message", "019a0000-0000-0000-0000-0000000000ff");
    check(detail, "campaign", "spring");
    check(detail, "tags", "[ \"a\", \"\xc3\xa4\" ]");
    check(detail, "referrer", "https://example.com/?\"quoted\"\\");
    check(detail, "user_agent", "Mozilla/5.0");
    check(detail, "language", "de");
    check(detail, "query", "a=b&c=d/e");
    check(detail, "ip", "2001:db8::");
    check(detail, "visitor", "0000000000000abc");
    check_text(whole);
    json_object_put(whole);

    put_click(&click, EVENT_PREFETCH);
    open_envelope("link.prefetched", &whole);
    json_object_put(whole);

    put_click(&click, EVENT_PREVIEW);
    open_envelope("link.previewed", &whole);
    json_object_put(whole);
}

static void
what_was_not_sent_is_left_out(void **state)
{
    static const char *const names[] = {
        "referrer", "user_agent", "language", "query", "ip", "campaign", "tags"};
    const struct click click = {.code = text("abc")};
    struct json_object *whole;
    (void)state;
    put_click(&click, EVENT_CLICK);
    struct json_object *detail = open_envelope("link.clicked", &whole);
    for (size_t i = 0; i < COUNT(names); i++)
        check(detail, names[i], NULL);
    check_text(whole);
    json_object_put(whole);
}

static void
broken_bytes_become_text(void **state)
{
    char bytes[256], longest[CLICK_REFERRER_MAX];
    struct json_object *whole;
    (void)state;
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    memset(longest, '\xe2', sizeof longest);
    const struct click click = {.code = text("abc"),
        .referrer = {longest, sizeof longest},
        .agent = {bytes, sizeof bytes},
        .language = text("\xc3"),
        .query = text("\xf0\x9f\x94\x97=\xed\xa0\x80")};
    put_click(&click, EVENT_CLICK);
    struct json_object *detail = open_envelope("link.clicked", &whole);
    check(detail, "language", "?");
    check(detail, "query", "\xf0\x9f\x94\x97=???");
    assert_int_equal(strlen(member(detail, "referrer")), CLICK_REFERRER_MAX);
    assert_int_equal(strlen(member(detail, "user_agent")), 256);
    check_text(whole);
    json_object_put(whole);
}

struct kind {
    const struct link *link;
    enum link_event_kind kind;
    uint64_t number;
};

static enum fault
publish_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    const struct kind *kind = story->arg;
    CHECK(link_event_append(txn, kind->link, kind->kind, MOMENT) == FAULT_NONE);
    return FAULT_NONE;
}

static void
every_deed_done_to_a_link(void **state)
{
    struct store_fixture *fixture = *state;
    static const char *const types[] = {[LINK_EVENT_CREATED] = "link.created",
        [LINK_EVENT_CHANGED] = "link.changed",
        [LINK_EVENT_DISABLED] = "link.disabled",
        [LINK_EVENT_ENABLED] = "link.enabled",
        [LINK_EVENT_DELETED] = "link.deleted",
        [LINK_EVENT_RESTORED] = "link.restored",
        [LINK_EVENT_REPORTED] = "link.reported",
        [LINK_EVENT_EXPIRED] = "link.expired"};
    static struct link link;
    store_fixture_link(&link, "abc", "https://example.com/a?b=c&d=\"e\"");
    for (enum link_event_kind kind = LINK_EVENT_CREATED; kind <= LINK_EVENT_REPORTED; kind++) {
        struct kind doing = {.link = &link, .kind = kind};
        struct json_object *whole;
        link.expires = kind % 2 == 0 ? MOMENT : 0;
        memset(link.message, kind % 2 == 0 ? 0xab : 0, UUID_BYTES);
        strcpy(link.labels.campaign, kind % 2 == 0 ? "spring" : "");
        store_fixture_transact(fixture, publish_body, &doing);
        assert_int_equal(event_log_read(env_read(fixture->env), (uint64_t)kind, &event), FAULT_NONE);
        struct json_object *detail = open_envelope(types[kind], &whole);
        check(detail, "code", "abc");
        check(detail, "url", link.url);
        check(detail, "owner", "1");
        check(detail, "expires_at", kind % 2 == 0 ? "2026-05-25T16:56:50.669Z" : NULL);
        check(detail, "message", kind % 2 == 0 ? "abababab-abab-abab-abab-abababababab" : NULL);
        check(detail, "campaign", kind % 2 == 0 ? "spring" : NULL);
        check_text(whole);
        json_object_put(whole);
    }
}

static void
the_longest_link(void **state)
{
    struct store_fixture *fixture = *state;
    static struct link link;
    struct json_object *whole;
    store_fixture_link(&link, "", "");
    memset(link.code, 'c', SHORT_CODE_MAX);
    memset(link.url, 'u', URL_MAX);
    memset(link.labels.campaign, '"', LABEL_MAX);
    link.labels.tag_count = LABELS_TAGS_MAX;
    for (size_t i = 0; i < LABELS_TAGS_MAX; i++)
        memset(link.labels.tags[i], 'a' + (int)i, LABEL_MAX);
    store_fixture_transact(fixture, publish_body, &(struct kind){.link = &link, .kind = LINK_EVENT_CREATED});
    assert_int_equal(event_log_read(env_read(fixture->env), 1, &event), FAULT_NONE);
    struct json_object *detail = open_envelope("link.created", &whole);
    check(detail, "url", link.url);
    check(detail, "code", link.code);
    check_text(whole);
    json_object_put(whole);
}

static void
what_cannot_be_read_has_no_envelope(void **state)
{
    (void)state;
    memset(&event, 0, sizeof event);
    for (int kind = 0; kind < 6; kind++) {
        event.kind = (enum event_kind)kind;
        for (event.length = 0; event.length < 30; event.length++)
            assert_null(envelope_create(&event));
    }
    const struct click click = {.code = text("abc"), .labels = {"\0", 1}};
    put_click(&click, EVENT_CLICK);
    assert_null(envelope_create(&event)); /* its labels cannot be read */
    event.kind = EVENT_LINK;
    memset(event.body, 0, sizeof event.body);
    for (int kind = 0; kind < 256; kind++) {
        event.body[0] = (uint8_t)kind; /* then zeros: no labels, code or URL */
        event.length = 1 + 8 + 4 + 8 + 2 + 2 + 2;
        struct json_object *whole = envelope_create(&event);
        assert_int_equal(whole != NULL, kind >= LINK_EVENT_CREATED && kind <= LINK_EVENT_REPORTED);
        json_object_put(whole);
    }
}

static void
a_custom_event_that_is_no_object_is_not_shown(void **state)
{
    static const char *const bodies[] = {"7", "null", "\"text\"", "[]", "{", ""};
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        event = (struct event){.number = 1, .at = MOMENT, .kind = EVENT_CUSTOM, .length = strlen(bodies[i])};
        memcpy(event.body, bodies[i], event.length);
        assert_null(envelope_create(&event));
        assert_null(envelope_sent(&event, "replay"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click),
        cmocka_unit_test(what_was_not_sent_is_left_out),
        cmocka_unit_test(broken_bytes_become_text),
        WITH_STORE(every_deed_done_to_a_link),
        WITH_STORE(the_longest_link),
        cmocka_unit_test(what_cannot_be_read_has_no_envelope),
        cmocka_unit_test(a_custom_event_that_is_no_object_is_not_shown),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

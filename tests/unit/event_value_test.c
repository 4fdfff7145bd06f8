/*
 * event_value_test.c: a click shows patterns from the log what its envelope shows them as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/event_value.h"

#include "base/json_reader.h"
#include "base/random.h"
#include "bus/envelope.h"
#include "store_fixture.h"

#define MOMENT INT64_C(1779728210669000) /* 2026-05-25T16:56:50.669Z */

static struct event event;
static struct event_value_click space;

static void
check_same(const struct event_value *a, const struct event_value *b)
{
    assert_int_equal(a->kind, b->kind);
    if (a->kind == EVENT_VALUE_STRING) {
        const struct event_value_text of_a = event_value_string(a), of_b = event_value_string(b);
        assert_int_equal(of_a.length, of_b.length);
        assert_memory_equal(of_a.bytes, of_b.bytes, of_a.length);
    } else if (a->kind == EVENT_VALUE_NUMBER) {
        const struct decimal of_a = event_value_number(a), of_b = event_value_number(b);
        assert_int_equal(decimal_compare(&of_a, &of_b), 0);
    } else if (a->kind == EVENT_VALUE_ARRAY) {
        assert_int_equal(event_value_length(a), event_value_length(b));
        for (size_t i = 0; i < event_value_length(a); i++) {
            const struct event_value of_a = event_value_element(a, i), of_b = event_value_element(b, i);
            check_same(&of_a, &of_b);
        }
    }
}

/* Every name of either, and names of neither. */
static void
check_members(const struct event_value *click, const struct event_value *json, struct json_object *object)
{
    static const char *const names[] = {"version", "id", "detail-type", "source", "account", "time", "region",
        "resources", "detail", "code", "domain", "at", "owner", "message", "campaign", "tags", "referrer",
        "user_agent", "language", "query", "ip", "visitor", "reason", "path", "", "detail.code", "Version",
        "url", "tags.0"};
    json_object_object_foreach(object, name, value)
    {
        const struct event_value of_click = event_value_member(click, name),
                                 of_json = event_value_from_json(value);
        check_same(&of_click, &of_json);
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct event_value of_click = event_value_member(click, names[i]),
                                 of_json = event_value_member(json, names[i]);
        check_same(&of_click, &of_json);
    }
}

/* The event as a click and as JSON, once as it was made and once as it is printed and read. */
static void
check_event(void)
{
    struct event_value click;
    char why[JSON_ERROR_SIZE];
    struct json_object *detail, *made = envelope_create(&event), *read;
    const char *text = json_object_to_json_string_ext(made, JSON_C_TO_STRING_PLAIN);
    struct json_reader *reader = json_reader_create(JSON_MEMORY_MAX);
    assert_int_equal(json_reader_read(reader, text, strlen(text), &read, why), FAULT_NONE);
    assert_int_equal(event_value_from_click(&event, &space, &click), FAULT_NONE);
    assert_int_equal(click.kind, EVENT_VALUE_OBJECT);
    for (int i = 0; i < 2; i++) {
        struct json_object *whole = i == 0 ? made : read;
        const struct event_value json = event_value_from_json(whole),
                                 inner = event_value_member(&json, "detail"),
                                 of_click = event_value_member(&click, "detail");
        check_members(&click, &json, whole);
        assert_true(json_object_object_get_ex(whole, "detail", &detail));
        check_members(&of_click, &inner, detail);
    }
    json_reader_free(reader);
    json_object_put(read);
    json_object_put(made);
}

static struct click_text
text(const char *of)
{
    return (struct click_text){of, strlen(of)};
}

static void
put_click(const struct click *click)
{
    event.at = MOMENT;
    event.number = 12;
    uuid_v4(event.id);
    assert_int_equal(click_encode(click, event.body, sizeof event.body, &event.length), FAULT_NONE);
    static const enum event_kind kinds[] = {EVENT_CLICK, EVENT_PREFETCH, EVENT_PREVIEW};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        event.kind = kinds[i];
        check_event();
    }
    event.kind = EVENT_MISSED;
    struct missed missed = {.path = {"/a\x80\xc3\xa4", 5}, .click = *click};
    missed.click.target.length = 0;
    for (missed.reason = 0; missed.reason < MISSED_REASONS; missed.reason++) {
        assert_int_equal(missed_encode(&missed, event.body, sizeof event.body, &event.length), FAULT_NONE);
        check_event();
    }
}

static void
a_click_with_everything(void **state)
{
    static const struct labels labels = {.campaign = "spring", .tag_count = 2, .tags = {"a", "\xc3\xa4"}};
    static const uint8_t message[UUID_BYTES] = {0x01, 0x9a, [15] = 0xff};
    uint8_t packed[LABELS_BYTES_MAX];
    struct click click = {.link = 5,
        .owner = UINT32_MAX,
        .visitor = UINT64_C(0x0123456789abcdef),
        .address = {16, {0x20, 0x01, 0x0d, 0xb8}},
        .code = text("abc"),
        .referrer = text("https://example.com/?\"quoted\"\\"),
        .agent = text("Mozilla/5.0"),
        .language = text("de"),
        .query = text("a=b&c=d/e")};
    (void)state;
    click.labels = (struct click_text){(const char *)packed, labels_encode(&labels, packed)};
    click.message = message;
    put_click(&click);
    click.address = (struct ip_address){4, {192, 0, 2, 7}};
    put_click(&click);
    click.target = text("https://example.com/app");
    put_click(&click);
    click.rule = 32;
    put_click(&click);
    click.domain = text("go.example.com");
    put_click(&click);
    click.message = NULL;
    put_click(&click);
}

static void
what_was_not_sent_is_absent(void **state)
{
    (void)state;
    put_click(&(struct click){.code = text("abc")});
    put_click(&(struct click){.owner = 0});
}

static void
broken_bytes_are_cleaned(void **state)
{
    char bytes[256], longest[6000];
    (void)state;
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    memset(longest, '\xe2', sizeof longest);
    put_click(&(struct click){.code = {longest, sizeof longest},
        .referrer = {longest, CLICK_REFERRER_MAX},
        .agent = {bytes, sizeof bytes},
        .language = text("\xc3"),
        .query = text("\xf0\x9f\x94\x97=\xed\xa0\x80\x7f")});
    memset(longest, 'c', sizeof longest);
    put_click(&(struct click){.code = {longest, CLICK_BYTES_MAX - 1}});
    put_click(&(struct click){.code = {longest, CLICK_BYTES_MAX}});
    put_click(&(struct click){.code = {longest, sizeof longest}});
}

static void
chance_clicks(void **state)
{
    char bytes[5][64];
    uint8_t packed[LABELS_BYTES_MAX];
    (void)state;
    for (int i = 0; i < 500; i++) {
        struct labels labels = {.tag_count = random_below(LABELS_TAGS_MAX + 1)};
        struct click click = {
            .owner = random_below(256), .address = {(uint8_t)(random_below(3) * 4), {10, 1, 2}}};
        struct click_text *texts[] = {
            &click.code, &click.referrer, &click.agent, &click.language, &click.query};
        if (random_below(2) == 1)
            strcpy(labels.campaign, "campaign");
        for (size_t t = 0; t < labels.tag_count; t++)
            snprintf(labels.tags[t], sizeof labels.tags[t], "tag%zu", t);
        for (size_t t = 0; t < COUNT(texts); t++) {
            random_bytes(bytes[t], sizeof bytes[t]);
            for (size_t k = 0; k < sizeof bytes[t] && i % 2 == 0; k++)
                bytes[t][k] = (char)('a' + (unsigned char)bytes[t][k] % 26);
            *texts[t] = (struct click_text){bytes[t], random_below(sizeof bytes[t] + 1)};
        }
        random_bytes(&click.visitor, sizeof click.visitor);
        click.labels = (struct click_text){(const char *)packed, labels_encode(&labels, packed)};
        put_click(&click);
    }
}

static void
what_cannot_be_read_has_no_view(void **state)
{
    struct event_value view;
    (void)state;
    memset(event.body, 0, 64);
    for (int kind = 0; kind < 6; kind++) {
        event.kind = (enum event_kind)kind;
        for (event.length = 0; event.length < 30; event.length++)
            assert_int_equal(event_value_from_click(&event, &space, &view), FAULT_INPUT);
    }
    event.kind = EVENT_CLICK;
    const struct click click = {.code = text("abc"), .labels = {"\0", 1}};
    assert_int_equal(click_encode(&click, event.body, sizeof event.body, &event.length), FAULT_NONE);
    assert_int_equal(event_value_from_click(&event, &space, &view), FAULT_INPUT);
}

static void
json_of_every_kind(void **state)
{
    static const struct {
        const char *name;
        enum event_value_kind kind;
    } members[] = {{"null", EVENT_VALUE_NULL}, {"false", EVENT_VALUE_FALSE}, {"true", EVENT_VALUE_TRUE},
        {"whole", EVENT_VALUE_NUMBER}, {"part", EVENT_VALUE_NUMBER}, {"large", EVENT_VALUE_NUMBER},
        {"text", EVENT_VALUE_STRING}, {"list", EVENT_VALUE_ARRAY}, {"object", EVENT_VALUE_OBJECT},
        {"none", EVENT_VALUE_ABSENT}};
    static const char json[] =
        "{\"null\":null,\"false\":false,\"true\":true,\"whole\":-9223372036854775808,"
        "\"part\":1.50,\"large\":18446744073709551615,\"text\":\"a\xc3\xa4\",\"list\":[1,\"b\"],"
        "\"object\":{}}";
    struct json_object *object;
    char why[JSON_ERROR_SIZE];
    struct json_reader *reader = json_reader_create(JSON_MEMORY_MAX);
    (void)state;
    assert_int_equal(json_reader_read(reader, json, strlen(json), &object, why), FAULT_NONE);
    const struct event_value whole = event_value_from_json(object);
    for (size_t i = 0; i < COUNT(members); i++)
        assert_int_equal(event_value_member(&whole, members[i].name).kind, members[i].kind);
    struct event_value value = event_value_member(&whole, "whole");
    const struct decimal least = event_value_number(&value);
    assert_true(least.negative && least.whole == UINT64_C(1) << 63);
    value = event_value_member(&whole, "large");
    assert_true(event_value_number(&value).whole == UINT64_MAX);
    value = event_value_member(&whole, "part");
    assert_string_equal(event_value_number(&value).text, "1.50");
    value = event_value_member(&whole, "text");
    assert_int_equal(event_value_string(&value).length, 3);
    value = event_value_member(&whole, "list");
    assert_int_equal(event_value_length(&value), 2);
    assert_int_equal(event_value_element(&value, 1).kind, EVENT_VALUE_STRING);
    json_object_put(object);
    json_reader_free(reader);

    object = json_object_new_double(0.5);
    value = event_value_from_json(object);
    assert_true(event_value_number(&value).rough);
    json_object_put(object);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_click_with_everything),
        cmocka_unit_test(what_was_not_sent_is_absent),
        cmocka_unit_test(broken_bytes_are_cleaned),
        cmocka_unit_test(chance_clicks),
        cmocka_unit_test(what_cannot_be_read_has_no_view),
        cmocka_unit_test(json_of_every_kind),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

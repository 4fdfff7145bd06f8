/*
 * condition_compile.c: one function an operator, in a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/condition_compile.h"

#include <string.h>

typedef enum fault condition_maker(struct pattern_compiler *, const struct pattern_place *,
    struct json_object *value, struct condition *out);

static condition_maker make_exactly, make_prefix, make_suffix, make_equals_ignore_case, make_wildcard,
    make_anything_but, make_numeric, make_cidr, make_exists;

/* except: what it is called by inside of anything-but, NULL where it has no place there. */
static const struct operation {
    const char *name;
    condition_maker *make, *except;
} operations[] = {
    {"prefix", make_prefix, make_prefix},
    {"suffix", make_suffix, make_suffix},
    {"equals-ignore-case", make_equals_ignore_case, make_equals_ignore_case},
    {"wildcard", make_wildcard, make_wildcard},
    {"anything-but", make_anything_but, NULL},
    {"numeric", make_numeric, NULL},
    {"cidr", make_cidr, NULL},
    {"exists", make_exists, NULL},
    {"exactly", make_exactly, NULL},
};

static const struct operation *
operation_named(const struct pattern_member *member)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (member_is(member, operations[i].name))
            return &operations[i];
    return NULL;
}

bool
condition_is_operator(const struct pattern_member *member)
{
    return operation_named(member) != NULL;
}

/* The one member of an operator's object. */
static enum fault
operator_of(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *object,
    struct pattern_member *out)
{
    const int count = json_object_object_length(object);
    if (count != 1) {
        pattern_compiler_refuse(c, at, "an operator object must have one member, not %d", count);
        return FAULT_INPUT;
    }
    json_object_object_foreach(object, name, value) *out = pattern_compiler_member(name, value);
    return FAULT_NONE;
}

static enum fault
string_of(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct event_value_text *out)
{
    if (!json_object_is_type(value, json_type_string)) {
        pattern_compiler_refuse(c, at, "expected a string, not %s", pattern_compiler_kind(value));
        return FAULT_INPUT;
    }
    out->length = (size_t)json_object_get_string_len(value);
    out->bytes = arena_copy(c->arena, json_object_get_string(value), out->length);
    return FAULT_NONE;
}

static enum fault
number_of(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct decimal *out)
{
    const struct event_value view = event_value_from_json(value);
    if (view.kind != EVENT_VALUE_NUMBER)
        return pattern_compiler_refuse(c, at, "expected a number, not %s", pattern_compiler_kind(value));
    *out = event_value_number(&view);
    if (!decimal_fits(out))
        return pattern_compiler_refuse(c, at, "the number is too large or too small");
    if (out->text != NULL)
        out->text = arena_copy(c->arena, out->text, strlen(out->text));
    return FAULT_NONE;
}

static enum fault
make_exactly(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    out->kind = CONDITION_TEXT;
    return string_of(c, at, value, &out->text);
}

static enum fault
make_equals_ignore_case(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    struct event_value_text text;
    out->kind = CONDITION_TEXT_FOLDED;
    enum fault fault = string_of(c, at, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    out->folded.characters = arena_alloc(c->arena, (text.length + 1) * sizeof *out->folded.characters);
    out->folded.count = condition_fold(text, out->folded.characters);
    return FAULT_NONE;
}

/* prefix and suffix take a string, or equals-ignore-case with one. */
static enum fault
make_end(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    enum condition_kind plain, enum condition_kind folded, struct condition *out)
{
    struct pattern_member member = {.value = NULL};
    if (!json_object_is_type(value, json_type_object)) {
        out->kind = plain;
        return string_of(c, at, value, &out->text);
    }
    enum fault fault = operator_of(c, at, value, &member);
    if (fault != FAULT_NONE)
        return fault;
    const struct pattern_place inside = {.outer = at, .name = member.name};
    if (!member_is(&member, "equals-ignore-case"))
        return pattern_compiler_refuse(c, &inside, "expected a string or equals-ignore-case");
    fault = make_equals_ignore_case(c, &inside, member.value, out);
    out->kind = folded;
    return fault;
}

static enum fault
make_prefix(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    return make_end(c, at, value, CONDITION_PREFIX, CONDITION_PREFIX_FOLDED, out);
}

static enum fault
make_suffix(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    return make_end(c, at, value, CONDITION_SUFFIX, CONDITION_SUFFIX_FOLDED, out);
}

/* Cuts the text into the parts between its stars, and takes the backslashes out of them. */
static enum fault
wildcard_cut(struct pattern_compiler *c, const struct pattern_place *at, struct event_value_text text,
    struct wildcard *out)
{
    char *part = arena_alloc(c->arena, text.length + 1);
    size_t length = 0;
    bool star = false; /* the character before was one */
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '*') {
            if (star)
                return pattern_compiler_refuse(c, at, "two adjacent stars mean the same as one; write one");
            out->parts[out->count++] = (struct event_value_text){part, length};
            part += length;
            length = 0;
            star = true;
            continue;
        }
        if (text.bytes[i] == '\\' && (++i == text.length || strchr("*\\", text.bytes[i]) == NULL))
            return pattern_compiler_refuse(c, at, "a backslash must be followed by a star or a backslash");
        part[length++] = text.bytes[i];
        star = false;
    }
    out->parts[out->count++] = (struct event_value_text){part, length};
    return FAULT_NONE;
}

static enum fault
make_wildcard(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    struct event_value_text text;
    size_t most = 1;
    out->kind = CONDITION_WILDCARD;
    enum fault fault = string_of(c, at, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < text.length; i++)
        most += text.bytes[i] == '*';
    out->wildcard.parts = arena_alloc(c->arena, most * sizeof *out->wildcard.parts);
    return wildcard_cut(c, at, text, &out->wildcard);
}

static enum fault
make_number(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    out->kind = CONDITION_NUMBER;
    return number_of(c, at, value, &out->number);
}

/* What anything-but excludes: one value or a list, each made by the same maker. */
static enum fault
make_excluded(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    condition_maker *make, struct conditions *out)
{
    const bool many = json_object_is_type(value, json_type_array);
    const size_t count = many ? json_object_array_length(value) : 1;
    enum fault fault = FAULT_NONE;
    if (count == 0)
        return pattern_compiler_refuse(c, at, "the list needs at least one value");
    out->list = arena_alloc(c->arena, count * sizeof *out->list);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        const struct pattern_place element = {.outer = at, .index = i};
        struct json_object *one = many ? json_object_array_get_idx(value, i) : value;
        struct condition *condition = &out->list[out->count++];
        fault = make(c, many ? &element : at, one, condition);
        const bool end = condition->kind == CONDITION_PREFIX || condition->kind == CONDITION_SUFFIX;
        if (fault == FAULT_NONE && end && condition->text.length == 0)
            fault = pattern_compiler_refuse(c, many ? &element : at,
                "every text has the empty prefix and suffix, so nothing would match");
    }
    return fault;
}

/* anything-but takes its operators with strings only: no equals-ignore-case inside of prefix. */
static enum fault
refuse_objects(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value)
{
    const bool many = json_object_is_type(value, json_type_array);
    for (size_t i = 0; i < (many ? json_object_array_length(value) : 1); i++) {
        struct json_object *one = many ? json_object_array_get_idx(value, i) : value;
        if (json_object_is_type(one, json_type_object))
            return pattern_compiler_refuse(c, at, "expected a string or a list of strings, not an object");
    }
    return FAULT_NONE;
}

static enum fault
make_excluded_by_operator(struct pattern_compiler *c, const struct pattern_place *at,
    struct json_object *object, struct conditions *out)
{
    struct pattern_member member = {.value = NULL};
    enum fault fault = operator_of(c, at, object, &member);
    if (fault != FAULT_NONE)
        return fault;
    const struct pattern_place inside = {.outer = at, .name = member.name};
    const struct operation *operation = operation_named(&member);
    if (operation == NULL || operation->except == NULL)
        return pattern_compiler_refuse(
            c, &inside, "anything-but takes only prefix, suffix, equals-ignore-case or wildcard");
    fault = refuse_objects(c, &inside, member.value);
    return fault != FAULT_NONE ? fault : make_excluded(c, &inside, member.value, operation->except, out);
}

static enum fault
make_anything_but(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    out->kind = CONDITION_NONE_OF;
    if (json_object_is_type(value, json_type_object))
        return make_excluded_by_operator(c, at, value, &out->none_of);
    const bool many = json_object_is_type(value, json_type_array) && json_object_array_length(value) > 0;
    struct json_object *first = many ? json_object_array_get_idx(value, 0) : value;
    const bool numbers = event_value_from_json(first).kind == EVENT_VALUE_NUMBER;
    if (!many && !numbers && !json_object_is_type(value, json_type_array) &&
        !json_object_is_type(value, json_type_string))
        return pattern_compiler_refuse(c, at,
            "expected a string, a number, a list of strings or of numbers, or an operator, not %s",
            pattern_compiler_kind(value));
    return make_excluded(c, at, value, numbers ? make_number : make_exactly, &out->none_of);
}

/* A comparison and its number, at index and index + 1 of the array, taken into the range. */
static enum fault
range_bound(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *array,
    size_t index, struct range *out)
{
    static const struct {
        const char *name;
        bool low, high, with;
    } comparisons[] = {{"=", true, true, true}, {">", true, false, false}, {">=", true, false, true},
        {"<", false, true, false}, {"<=", false, true, true}};
    const struct pattern_place comparison = {.outer = at, .index = index},
                               number = {.outer = at, .index = index + 1};
    struct json_object *name = json_object_array_get_idx(array, index);
    struct decimal bound;
    enum fault fault = number_of(c, &number, json_object_array_get_idx(array, index + 1), &bound);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        if (!json_object_is_type(name, json_type_string) ||
            strcmp(json_object_get_string(name), comparisons[i].name) != 0)
            continue;
        if (comparisons[i].low)
            out->has_low = true, out->with_low = comparisons[i].with, out->low = bound;
        if (comparisons[i].high)
            out->has_high = true, out->with_high = comparisons[i].with, out->high = bound;
        return FAULT_NONE;
    }
    return pattern_compiler_refuse(c, &comparison, "expected one of \"=\", \"<\", \"<=\", \">\" and \">=\"");
}

static enum fault
make_numeric(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    struct range *range = &out->range;
    const size_t length = json_object_is_type(value, json_type_array) ? json_object_array_length(value) : 0;
    out->kind = CONDITION_RANGE;
    if (length != 2 && length != 4)
        return pattern_compiler_refuse(
            c, at, "expected a comparison, such as [\">\", 0] or [\">\", 0, \"<=\", 5]");
    enum fault fault = range_bound(c, at, value, 0, range);
    if (fault != FAULT_NONE || length == 2)
        return fault;
    if (range->has_high)
        return pattern_compiler_refuse(c, at, "the first of two comparisons must be \">\" or \">=\"");
    const struct decimal low = range->low;
    fault = range_bound(c, at, value, 2, range);
    if (fault != FAULT_NONE)
        return fault;
    if (!range->has_high || decimal_compare(&low, &range->low) != 0)
        return pattern_compiler_refuse(c, at, "the second of two comparisons must be \"<\" or \"<=\"");
    if (decimal_compare(&range->low, &range->high) >= 0)
        return pattern_compiler_refuse(c, at, "the lower bound must be less than the upper bound");
    return FAULT_NONE;
}

static enum fault
make_cidr(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    struct event_value_text text;
    out->kind = CONDITION_NETWORK;
    enum fault fault = string_of(c, at, value, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (strlen(text.bytes) != text.length || strchr(text.bytes, '/') == NULL ||
        network_parse(text.bytes, &out->network) != FAULT_NONE)
        return pattern_compiler_refuse(
            c, at, "expected a network, such as \"10.0.0.0/8\" or \"2001:db8::/32\"");
    if (out->network.bits >= out->network.base.length * 8)
        return pattern_compiler_refuse(c, at,
            "a network must have fewer than %d bits; give a single address as a string",
            out->network.base.length * 8);
    return FAULT_NONE;
}

static enum fault
make_exists(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct condition *out)
{
    out->kind = CONDITION_EXISTS;
    if (!json_object_is_type(value, json_type_boolean))
        return pattern_compiler_refuse(c, at, "expected true or false, not %s", pattern_compiler_kind(value));
    return FAULT_NONE;
}

static enum fault
make_by_operator(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *object,
    bool *may_be_absent, struct condition *out)
{
    struct pattern_member member = {.value = NULL};
    enum fault fault = operator_of(c, at, object, &member);
    if (fault != FAULT_NONE)
        return fault;
    const struct pattern_place inside = {.outer = at, .name = member.name};
    const struct operation *operation = operation_named(&member);
    if (operation == NULL)
        return pattern_compiler_refuse(c, &inside, "there is no such operator");
    fault = operation->make(c, &inside, member.value, out);
    *may_be_absent = fault == FAULT_NONE && out->kind == CONDITION_EXISTS &&
                     !json_object_get_boolean(member.value);
    return fault;
}

static enum fault
condition_make(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    bool *may_be_absent, struct condition *out)
{
    *may_be_absent = false;
    switch (json_object_get_type(value)) {
    case json_type_null:
        out->kind = CONDITION_NULL;
        return FAULT_NONE;
    case json_type_boolean:
        out->kind = json_object_get_boolean(value) ? CONDITION_TRUE : CONDITION_FALSE;
        return FAULT_NONE;
    case json_type_string:
        return make_exactly(c, at, value, out);
    case json_type_int:
    case json_type_double:
        return make_number(c, at, value, out);
    case json_type_object:
        return make_by_operator(c, at, value, may_be_absent, out);
    default:
        return pattern_compiler_refuse(c, at, "expected a value or an operator, not an array");
    }
}

enum fault
conditions_compile(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *leaf,
    bool *may_be_absent, struct conditions *out)
{
    const size_t count = json_object_array_length(leaf);
    *may_be_absent = false;
    if (count == 0)
        return pattern_compiler_refuse(c, at, "expected an array of at least one value");
    out->list = arena_alloc(c->arena, count * sizeof *out->list);
    for (size_t i = 0; i < count; i++) {
        const struct pattern_place element = {.outer = at, .index = i};
        bool absent;
        enum fault fault = condition_make(
            c, &element, json_object_array_get_idx(leaf, i), &absent, &out->list[out->count]);
        if (fault != FAULT_NONE)
            return fault;
        /* {"exists": false} holds for no value: it is the leaf's, not in its list. */
        *may_be_absent |= absent;
        out->count += !absent;
    }
    return FAULT_NONE;
}

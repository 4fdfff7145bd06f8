/*
 * pattern_compile.c: JSON into the trees of its alternatives.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/pattern.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_reader.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "event/condition_compile.h"
#include "event/pattern_internal.h"
#include "event/pattern_tree.h"

/* A field of a draft: the last conditions that its path was given. */
struct field {
    struct field *next;
    struct event_value_text path;
    bool may_be_absent;
    struct conditions conditions;
};

/* An alternative before it is a tree: its fields, in the order in which they were given. */
struct draft {
    struct draft *next;
    struct field *first, *last;
};

struct drafts {
    size_t count, fields;
    struct draft *first, *last;
};

/* The path of the object that is being compiled; it ends with a dot, except at the top. */
struct prefix {
    const char *bytes;
    size_t length;
};

static void
drafts_append(struct drafts *drafts, struct draft *draft)
{
    *(drafts->last == NULL ? &drafts->first : &drafts->last->next) = draft;
    drafts->last = draft;
    drafts->count++;
}

static void
draft_append(struct pattern_compiler *c, struct draft *draft, const struct field *field)
{
    struct field *copy = arena_alloc(c->arena, sizeof *copy);
    *copy = *field;
    copy->next = NULL;
    *(draft->last == NULL ? &draft->first : &draft->last->next) = copy;
    draft->last = copy;
}

static struct drafts
drafts_copy(struct pattern_compiler *c, const struct drafts *drafts)
{
    struct drafts copy = {0};
    for (const struct draft *from = drafts->first; from != NULL; from = from->next) {
        struct draft *to = arena_alloc(c->arena, sizeof *to);
        for (const struct field *field = from->first; field != NULL; field = field->next)
            draft_append(c, to, field);
        drafts_append(&copy, to);
    }
    copy.fields = drafts->fields;
    return copy;
}

/* Gives the path its conditions in every draft, in place of those that it had. */
static enum fault
drafts_set(struct pattern_compiler *c, const struct pattern_place *at, struct drafts *drafts,
    const struct field *field)
{
    for (struct draft *draft = drafts->first; draft != NULL; draft = draft->next) {
        struct field *now = draft->first;
        while (now != NULL && (now->path.length != field->path.length ||
                                  memcmp(now->path.bytes, field->path.bytes, field->path.length) != 0))
            now = now->next;
        if (now != NULL) {
            now->may_be_absent = field->may_be_absent;
            now->conditions = field->conditions;
            continue;
        }
        if (++drafts->fields > PATTERN_FIELDS_MAX)
            return pattern_compiler_refuse(
                c, at, "all combinations of $or have more than %d fields in total", PATTERN_FIELDS_MAX);
        draft_append(c, draft, field);
    }
    return FAULT_NONE;
}

static enum fault compile_object(struct pattern_compiler *, const struct pattern_place *,
    struct json_object *, struct prefix, struct drafts *);

static enum fault
compile_leaf(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *value,
    struct event_value_text path, struct drafts *drafts)
{
    struct field field = {.path = path};
    enum fault fault = conditions_compile(c, at, value, &field.may_be_absent, &field.conditions);
    return fault != FAULT_NONE ? fault : drafts_set(c, at, drafts, &field);
}

static enum fault
compile_field(struct pattern_compiler *c, const struct pattern_place *at, const struct pattern_member *member,
    struct prefix prefix, struct drafts *drafts)
{
    const size_t length = prefix.length + member->name.length;
    char *path = arena_alloc(c->arena, length + 2);
    size_t names = 1;
    memcpy(path, prefix.bytes, prefix.length);
    memcpy(path + prefix.length, member->name.bytes, member->name.length);
    for (size_t i = 0; i < length; i++)
        names += path[i] == '.';
    if (names > PATTERN_NAMES_MAX)
        return pattern_compiler_refuse(c, at, "a path must have at most %d names", PATTERN_NAMES_MAX);
    if (json_object_is_type(member->value, json_type_array))
        return compile_leaf(c, at, member->value, (struct event_value_text){path, length}, drafts);
    if (!json_object_is_type(member->value, json_type_object))
        return pattern_compiler_refuse(c, at, "expected an array of values or an object of fields, not %s",
            pattern_compiler_kind(member->value));
    path[length] = '.';
    return compile_object(c, at, member->value, (struct prefix){path, length + 1}, drafts);
}

/* A member of $or is named like a field: who writes an operator there wants it in a field's array. */
static enum fault
or_has_no_operators(
    struct pattern_compiler *c, const struct pattern_place *at, struct json_object *alternative)
{
    json_object_object_foreach(alternative, name, value)
    {
        const struct pattern_member member = pattern_compiler_member(name, value);
        const struct pattern_place inside = {.outer = at, .name = member.name};
        if (condition_is_operator(&member))
            return pattern_compiler_refuse(
                c, &inside, "an operator belongs in the array of a field, not in $or");
    }
    return FAULT_NONE;
}

/* The drafts so far, once for each alternative. */
static enum fault
compile_or(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *array,
    struct prefix prefix, struct drafts *drafts)
{
    const size_t count = json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
    struct drafts all = {0};
    enum fault fault = FAULT_NONE;
    if (count < 2)
        return pattern_compiler_refuse(c, at, "expected an array of at least two objects");
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        const struct pattern_place element = {.outer = at, .index = i};
        struct json_object *alternative = json_object_array_get_idx(array, i);
        if (!json_object_is_type(alternative, json_type_object))
            return pattern_compiler_refuse(
                c, &element, "expected an object, not %s", pattern_compiler_kind(alternative));
        if (all.count + drafts->count > PATTERN_COMBINATIONS_MAX ||
            all.fields + drafts->fields > PATTERN_FIELDS_MAX)
            return pattern_compiler_refuse(c, at, "$or gives more than %d combinations, or %d fields in them",
                PATTERN_COMBINATIONS_MAX, PATTERN_FIELDS_MAX);
        struct drafts some = drafts_copy(c, drafts);
        fault = or_has_no_operators(c, &element, alternative);
        if (fault == FAULT_NONE)
            fault = compile_object(c, &element, alternative, prefix, &some);
        for (struct draft *draft = some.first, *next; draft != NULL; draft = next) {
            next = draft->next;
            draft->next = NULL;
            drafts_append(&all, draft);
        }
        all.fields += some.fields;
    }
    *drafts = all;
    return fault;
}

static enum fault
compile_object(struct pattern_compiler *c, const struct pattern_place *at, struct json_object *object,
    struct prefix prefix, struct drafts *drafts)
{
    enum fault fault = FAULT_NONE;
    if (json_object_object_length(object) == 0)
        return pattern_compiler_refuse(c, at, "expected at least one field");
    json_object_object_foreach(object, name, value)
    {
        const struct pattern_member member = pattern_compiler_member(name, value);
        const struct pattern_place inside = {.outer = at, .name = member.name};
        if (member_is(&member, "$or"))
            fault = compile_or(c, &inside, value, prefix, drafts);
        else
            fault = compile_field(c, &inside, &member, prefix, drafts);
        if (fault != FAULT_NONE)
            return fault;
    }
    if (drafts->count > PATTERN_COMBINATIONS_MAX || drafts->fields > PATTERN_FIELDS_MAX)
        return pattern_compiler_refuse(c, at, "$or gives more than %d combinations, or %d fields in them",
            PATTERN_COMBINATIONS_MAX, PATTERN_FIELDS_MAX);
    return FAULT_NONE;
}

/* The node below for the first names of the path, made where it is not there yet; leaves are never shared. */
static struct node *
node_below(struct pattern_compiler *c, struct node *outer, const char *path, size_t length, bool leaf)
{
    struct node **at = &outer->first;
    for (; *at != NULL; at = &(*at)->next)
        if (!leaf && !(*at)->leaf && strlen((*at)->path) == length && memcmp((*at)->path, path, length) == 0)
            return *at;
    struct node *node = *at = arena_alloc(c->arena, sizeof *node);
    uint16_t *starts = arena_alloc(c->arena, (outer->depth + 1) * sizeof *starts);
    node->path = arena_copy(c->arena, path, length);
    node->depth = outer->depth + 1;
    node->leaf = leaf;
    node->outer = outer;
    for (unsigned d = 0; d < outer->depth; d++)
        starts[d] = outer->starts[d];
    starts[outer->depth] = (uint16_t)(outer->depth == 0 ? 0 : strlen(outer->path) + 1);
    node->starts = starts;
    return node;
}

static void
node_grow(struct pattern_compiler *c, struct node *top, const struct field *field)
{
    const char *path = field->path.bytes;
    struct node *node = top;
    for (size_t i = 0; i < field->path.length; i++)
        if (path[i] == '.')
            node = node_below(c, node, path, i, false);
    node = node_below(c, node, path, field->path.length, true);
    node->conditions = field->conditions;
    node->may_be_absent = field->may_be_absent;
}

static bool
node_settle(struct node *node)
{
    if (node->leaf)
        return node->may_be_absent;
    node->may_be_absent = true;
    for (struct node *below = node->first; below != NULL; below = below->next)
        node->may_be_absent &= node_settle(below);
    return node->may_be_absent;
}

static void
pattern_plant(struct pattern_compiler *c, const struct drafts *drafts, struct pattern *pattern)
{
    pattern->alternatives = arena_alloc(c->arena, drafts->count * sizeof *pattern->alternatives);
    for (const struct draft *draft = drafts->first; draft != NULL; draft = draft->next) {
        struct node *top = arena_alloc(c->arena, sizeof *top);
        top->path = "";
        for (const struct field *field = draft->first; field != NULL; field = field->next)
            node_grow(c, top, field);
        node_settle(top);
        pattern->alternatives[pattern->count++] = top;
    }
}

/* JSON in which each name has a number of PATTERN_COMPILER_MARK characters at its end. The text is JSON. */
static char *
pattern_mark(struct arena *arena, const char *text, size_t length, size_t *marked_length)
{
    char *marked = arena_alloc(arena, length * (1 + PATTERN_COMPILER_MARK) + 1), *to = marked;
    unsigned count = 0;
    for (size_t i = 0; i < length; i++) {
        *to++ = text[i];
        if (text[i] != '"')
            continue;
        for (i++; text[i] != '"'; i++) {
            *to++ = text[i];
            if (text[i] == '\\')
                *to++ = text[++i];
        }
        if (text[i + 1 + strspn(text + i + 1, " \t\r\n")] == ':')
            to += sprintf(to, "%0*x", PATTERN_COMPILER_MARK, count++);
        *to++ = '"';
    }
    *marked_length = (size_t)(to - marked);
    return marked;
}

static enum fault
pattern_read(const char *text, size_t length, struct json_object **out, char why[static PATTERN_ERROR_SIZE])
{
    char wrong[JSON_ERROR_SIZE];
    struct arena space = {0};
    struct json_reader *reader = json_reader_create(JSON_MEMORY_MAX);
    enum fault fault = json_reader_read(reader, text, length, out, wrong);
    if (fault == FAULT_NONE) {
        json_object_put(*out);
        char *marked = pattern_mark(&space, text, length, &length);
        fault = json_reader_read(reader, marked, length, out, wrong);
    }
    if (fault != FAULT_NONE)
        snprintf(why, PATTERN_ERROR_SIZE, "%s", wrong);
    json_reader_free(reader);
    arena_free(&space);
    return fault;
}

static enum fault
pattern_build(struct json_object *json, struct pattern *pattern, char why[static PATTERN_ERROR_SIZE])
{
    struct pattern_compiler compiler = {.arena = &pattern->arena, .why = why};
    struct draft empty = {0};
    struct drafts drafts = {0};
    if (!json_object_is_type(json, json_type_object))
        return pattern_compiler_refuse(
            &compiler, NULL, "expected an object, not %s", pattern_compiler_kind(json));
    drafts_append(&drafts, &empty);
    enum fault fault = compile_object(&compiler, NULL, json, (struct prefix){"", 0}, &drafts);
    if (fault == FAULT_NONE)
        pattern_plant(&compiler, &drafts, pattern);
    return fault;
}

static size_t
pattern_characters(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

enum fault
pattern_compile(const char *text, size_t length, struct pattern **out, char why[static PATTERN_ERROR_SIZE])
{
    struct json_object *json;
    const size_t characters = pattern_characters(text, length);
    *out = NULL;
    if (characters > PATTERN_MAX || length > 4 * PATTERN_MAX) {
        snprintf(why, PATTERN_ERROR_SIZE, "a pattern has at most %d characters, this one has %zu",
            PATTERN_MAX, characters);
        return FAULT_INPUT;
    }
    enum fault fault = pattern_read(text, length, &json, why);
    if (fault != FAULT_NONE)
        return fault;
    struct pattern *pattern = xcalloc(1, sizeof *pattern);
    fault = pattern_build(json, pattern, why);
    json_object_put(json);
    if (fault == FAULT_NONE)
        *out = pattern;
    else
        pattern_free(pattern);
    return fault;
}

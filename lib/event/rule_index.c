/*
 * rule_index.c: finds the patterns that may match an event by their texts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/rule_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash_index.h"
#include "base/memory.h"
#include "event/pattern_tree.h"

/* An alternative of a pattern. It is tried once in a match, however often the event has its texts. */
struct choice {
    const struct node *top;
    size_t pattern; /* in the order in which they were added */
    uint64_t tried; /* the last match in which it was */
};

/* One of those that are found by the same text, or by none. */
struct candidate {
    struct candidate *next;
    struct choice *choice;
};

struct candidates {
    size_t count;
    struct candidate *first;
};

/* A text at a path, and what is found by it. */
struct anchor {
    size_t path;
    struct event_value_text text;
    struct candidates found;
};

/* A path at which texts are looked up: the nodes of its names, by depth. */
struct rule_index_path {
    unsigned depth;
    const struct node *names[PATTERN_NAMES_MAX + 1];
};

struct rule_index {
    struct arena arena; /* candidates */
    struct candidates always;
    struct rule_index_path *paths;
    size_t path_count, anchor_count;
    struct anchor *anchors;
    struct hash_index index; /* of the anchors */
    size_t count;
    unsigned *numbers;
    uint64_t *hit;    /* the last match in which the pattern fitted */
    uint64_t matches; /* until now, the one under way among them */
};

/* One match under way. */
struct search {
    struct rule_index *route;
    const struct event_value *event;
    unsigned *hits;
    size_t count;
};

static uint64_t
anchor_hash(size_t path, struct event_value_text text)
{
    return hash_bytes(HASH_INIT ^ path, text.bytes, text.length);
}

static struct anchor *
anchor_find(const struct rule_index *route, size_t path, struct event_value_text text)
{
    struct hash_search search;
    if (route->anchor_count == 0)
        return NULL;
    for (size_t at = hash_index_first(&route->index, anchor_hash(path, text), &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&route->index, &search)) {
        struct anchor *anchor = &route->anchors[at];
        if (anchor->path == path && anchor->text.length == text.length &&
            memcmp(anchor->text.bytes, text.bytes, text.length) == 0)
            return anchor;
    }
    return NULL;
}

/* Room for twice as many anchors. */
static void
rule_index_grow(struct rule_index *route)
{
    const size_t most = route->anchor_count == 0 ? 16 : 2 * route->anchor_count;
    route->anchors = xreallocarray(route->anchors, most, sizeof *route->anchors);
    hash_index_free(&route->index);
    hash_index_init(&route->index, most);
    for (size_t i = 0; i < route->anchor_count; i++)
        hash_index_add(&route->index, anchor_hash(route->anchors[i].path, route->anchors[i].text), i);
}

/* The anchor is good until another is made. */
static struct anchor *
anchor_make(struct rule_index *route, size_t path, struct event_value_text text)
{
    struct anchor *anchor = anchor_find(route, path, text);
    if (anchor != NULL)
        return anchor;
    if (route->anchor_count == route->index.most)
        rule_index_grow(route);
    hash_index_add(&route->index, anchor_hash(path, text), route->anchor_count);
    anchor = &route->anchors[route->anchor_count++];
    *anchor = (struct anchor){.path = path, .text = text};
    return anchor;
}

/* path_count when it is not there. */
static size_t
path_find(const struct rule_index *route, const struct node *leaf)
{
    size_t i = 0;
    while (i < route->path_count && (route->paths[i].depth != leaf->depth ||
                                        strcmp(route->paths[i].names[leaf->depth]->path, leaf->path) != 0))
        i++;
    return i;
}

static size_t
path_make(struct rule_index *route, const struct node *leaf)
{
    const size_t found = path_find(route, leaf);
    if (found < route->path_count)
        return found;
    route->paths = xreallocarray(route->paths, route->path_count + 1, sizeof *route->paths);
    struct rule_index_path *path = &route->paths[route->path_count];
    path->depth = leaf->depth;
    for (const struct node *node = leaf; node != NULL; node = node->outer)
        path->names[node->depth] = node;
    return route->path_count++;
}

/* Has a value at its path to be one of a few texts? */
static bool
leaf_can_anchor(const struct node *node)
{
    if (!node->leaf || node->may_be_absent)
        return false;
    for (size_t i = 0; i < node->conditions.count; i++)
        if (node->conditions.list[i].kind != CONDITION_TEXT)
            return false;
    return true;
}

/* How many are found by the leaf's texts already. */
static size_t
leaf_crowd(const struct rule_index *route, const struct node *leaf)
{
    const size_t path = path_find(route, leaf);
    size_t crowd = 0;
    for (size_t i = 0; i < leaf->conditions.count; i++) {
        const struct anchor *anchor = anchor_find(route, path, leaf->conditions.list[i].text);
        crowd += anchor != NULL ? anchor->found.count : 0;
    }
    return crowd;
}

/* Of two where as much is found, the deeper one is the better: what stands in detail varies more than source.
 */
static bool
leaf_is_better(const struct rule_index *route, const struct node *leaf, const struct node *best)
{
    const size_t crowd = leaf_crowd(route, leaf), best_crowd = leaf_crowd(route, best);
    return crowd < best_crowd || (crowd == best_crowd && leaf->depth > best->depth);
}

/* The best of the leaves at and below the node, or the one that is best so far; NULL when there is none. */
static const struct node *
leaf_choose(const struct rule_index *route, const struct node *node, const struct node *best)
{
    if (leaf_can_anchor(node) && (best == NULL || leaf_is_better(route, node, best)))
        best = node;
    for (const struct node *below = node->first; below != NULL; below = below->next)
        best = leaf_choose(route, below, best);
    return best;
}

static void
candidates_add(struct rule_index *route, struct candidates *list, struct choice *choice)
{
    struct candidate *candidate = arena_alloc(&route->arena, sizeof *candidate);
    *candidate = (struct candidate){.next = list->first, .choice = choice};
    list->first = candidate;
    list->count++;
}

static void
rule_index_add_alternative(struct rule_index *route, const struct node *top)
{
    struct choice *choice = arena_alloc(&route->arena, sizeof *choice);
    *choice = (struct choice){.top = top, .pattern = route->count};
    const struct node *leaf = leaf_choose(route, top, NULL);
    if (leaf == NULL) {
        candidates_add(route, &route->always, choice);
        return;
    }
    const size_t path = path_make(route, leaf);
    for (size_t i = 0; i < leaf->conditions.count; i++)
        candidates_add(route, &anchor_make(route, path, leaf->conditions.list[i].text)->found, choice);
}

struct rule_index *
rule_index_create(void)
{
    return xcalloc(1, sizeof(struct rule_index));
}

void
rule_index_free(struct rule_index *route)
{
    if (route == NULL)
        return;
    arena_free(&route->arena);
    free(route->paths);
    free(route->anchors);
    hash_index_free(&route->index);
    free(route->numbers);
    free(route->hit);
    free(route);
}

void
rule_index_add(struct rule_index *route, const struct pattern *pattern, unsigned number)
{
    route->numbers = xreallocarray(route->numbers, route->count + 1, sizeof *route->numbers);
    route->hit = xreallocarray(route->hit, route->count + 1, sizeof *route->hit);
    route->numbers[route->count] = number;
    route->hit[route->count] = 0;
    for (size_t i = 0; i < pattern->count; i++)
        rule_index_add_alternative(route, pattern->alternatives[i]);
    route->count++;
}

static void
search_candidates(struct search *search, const struct candidates *candidates)
{
    struct rule_index *route = search->route;
    for (const struct candidate *c = candidates->first; c != NULL; c = c->next) {
        struct choice *choice = c->choice;
        if (choice->tried == route->matches || route->hit[choice->pattern] == route->matches)
            continue;
        choice->tried = route->matches;
        if (!alternative_matches(choice->top, search->event))
            continue;
        route->hit[choice->pattern] = route->matches;
        search->hits[search->count++] = route->numbers[choice->pattern];
    }
}

/*
 * Looks up every text that the event has at the path; value is what is there after the first `level` names.
 * A name of the event may be several of the path's, joined by dots.
 */
static void
search_path(
    struct search *search, size_t index, unsigned level, const struct event_value *value, unsigned depth)
{
    const struct rule_index_path *path = &search->route->paths[index];
    if (depth == PATTERN_EVENT_DEPTH_MAX)
        return;
    if (value->kind == EVENT_VALUE_ARRAY) {
        for (size_t i = 0, length = event_value_length(value); i < length; i++) {
            const struct event_value element = event_value_element(value, i);
            search_path(search, index, level, &element, depth + 1);
        }
    } else if (value->kind == EVENT_VALUE_OBJECT) {
        const unsigned last = event_value_has_dots(value) || level == path->depth ? path->depth : level + 1;
        for (unsigned to = level + 1; to <= last; to++) {
            const struct node *name = path->names[to];
            const struct event_value member = event_value_member(value, name->path + name->starts[level]);
            search_path(search, index, to, &member, depth + 1);
        }
    } else if (value->kind == EVENT_VALUE_STRING && level == path->depth) {
        const struct anchor *anchor = anchor_find(search->route, index, event_value_string(value));
        if (anchor != NULL)
            search_candidates(search, &anchor->found);
    }
}

size_t
rule_index_match(struct rule_index *route, const struct event_value *event, unsigned *hits)
{
    struct search search = {.route = route, .event = event, .hits = hits};
    if (event->kind != EVENT_VALUE_OBJECT)
        return 0;
    route->matches++;
    for (size_t i = 0; i < route->path_count; i++)
        search_path(&search, i, 0, event, 0);
    search_candidates(&search, &route->always);
    return search.count;
}

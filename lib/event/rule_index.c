#include "event/rule_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
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
    struct anchor *next; /* in the same list of the hash table */
    size_t path;
    struct event_value_text text;
    struct candidates found;
};

/* A path at which texts are looked up: the nodes of its names, by depth. */
struct rule_index_path {
    unsigned depth;
    const struct node *names[PATTERN_NAMES + 1];
};

struct rule_index {
    struct arena arena; /* anchors and candidates */
    struct candidates always;
    struct rule_index_path *paths;
    size_t path_count, anchor_count, lists; /* lists is a power of 2 */
    struct anchor **anchors;
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

static void *
rule_index_grow(void *array, size_t count, size_t size)
{
    void *grown = reallocarray(array, count, size);
    if (grown == NULL)
        log_fatal("out of memory");
    return grown;
}

/* FNV-1a, begun with the path. */
static size_t
anchor_hash(size_t path, struct event_value_text text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ path;
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.bytes[i]) * UINT64_C(0x100000001b3);
    return (size_t)(hash ^ hash >> 32);
}

static struct anchor *
anchor_find(const struct rule_index *route, size_t path, struct event_value_text text)
{
    if (route->lists == 0)
        return NULL;
    struct anchor *anchor = route->anchors[anchor_hash(path, text) & (route->lists - 1)];
    while (anchor != NULL && (anchor->path != path || anchor->text.length != text.length ||
                                 memcmp(anchor->text.bytes, text.bytes, text.length) != 0))
        anchor = anchor->next;
    return anchor;
}

/* Twice the lists, and everything in its new one. */
static void
rule_index_spread(struct rule_index *route)
{
    const size_t lists = route->lists == 0 ? 16 : 2 * route->lists;
    struct anchor **anchors = rule_index_grow(NULL, lists, sizeof *anchors);
    memset(anchors, 0, lists * sizeof *anchors);
    for (size_t i = 0; i < route->lists; i++) {
        for (struct anchor *anchor = route->anchors[i], *next; anchor != NULL; anchor = next) {
            struct anchor **to = &anchors[anchor_hash(anchor->path, anchor->text) & (lists - 1)];
            next = anchor->next;
            anchor->next = *to;
            *to = anchor;
        }
    }
    free(route->anchors);
    route->anchors = anchors;
    route->lists = lists;
}

static struct anchor *
anchor_make(struct rule_index *route, size_t path, struct event_value_text text)
{
    struct anchor *anchor = anchor_find(route, path, text);
    if (anchor != NULL)
        return anchor;
    if (route->anchor_count == route->lists)
        rule_index_spread(route);
    struct anchor **list = &route->anchors[anchor_hash(path, text) & (route->lists - 1)];
    anchor = arena_alloc(&route->arena, sizeof *anchor);
    *anchor = (struct anchor){.next = *list, .path = path, .text = text};
    *list = anchor;
    route->anchor_count++;
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
    route->paths = rule_index_grow(route->paths, route->path_count + 1, sizeof *route->paths);
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
    struct rule_index *route = calloc(1, sizeof *route);
    if (route == NULL)
        log_fatal("out of memory");
    return route;
}

void
rule_index_free(struct rule_index *route)
{
    if (route == NULL)
        return;
    arena_free(&route->arena);
    free(route->paths);
    free(route->anchors);
    free(route->numbers);
    free(route->hit);
    free(route);
}

void
rule_index_add(struct rule_index *route, const struct pattern *pattern, unsigned number)
{
    route->numbers = rule_index_grow(route->numbers, route->count + 1, sizeof *route->numbers);
    route->hit = rule_index_grow(route->hit, route->count + 1, sizeof *route->hit);
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
 * Looks up every text that the event has at the path; value is what is there behind the first `level` names.
 * A name of the event may be several of the path's, joined by dots.
 */
static void
search_path(
    struct search *search, size_t index, unsigned level, const struct event_value *value, unsigned depth)
{
    const struct rule_index_path *path = &search->route->paths[index];
    if (depth == PATTERN_EVENT_DEPTH)
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

/*
 * visit_import.c: derives the ids of visits, and puts visits that are new.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/visit_import.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/sha256.h"
#include "base/timestamp.h"
#include "link/link_write.h"

enum { VISIT_SALT = 16 };

struct visit_waiting {
    char name[LINK_NAME_MAX + 1];
    uint8_t id[UUID_BYTES];
    struct imported_visit is;
};

struct visit_import {
    struct link_import *links;
    const struct import_source *source;
    uint8_t salt[VISIT_SALT]; /* of the hashes of visitors; it is nowhere afterwards */
    struct name_set equals;   /* how often a visit that says the same was there */
    size_t count;
    struct visit_waiting waiting[VISIT_IMPORT_BATCH];
    struct import_counts counts; /* of a run of the transaction */
    struct link link;            /* the one that visits are put for, */
    char name[LINK_NAME_MAX + 1];
    enum fault found; /* FAULT_MISSING: it is not here any more */
    bool changed;
};

struct visit_import *
visit_import_create(struct link_import *links, const struct import_source *source)
{
    struct visit_import *import = xcalloc(1, sizeof *import);
    import->links = links;
    import->source = source;
    random_bytes(import->salt, sizeof import->salt);
    return import;
}

void
visit_import_free(struct visit_import *import)
{
    name_set_free(&import->equals);
    free(import);
}

static struct sha256_part
visit_part(const char *text)
{
    return (struct sha256_part){text, strlen(text) + 1};
}

static void
visit_digest(const struct visit_import *import, const struct visit_waiting *w, uint64_t nth,
    uint8_t out[static SHA256_BYTES])
{
    const struct imported_visit *v = &w->is;
    const struct sha256_part parts[] = {visit_part(import->source->name), visit_part(w->name),
        {&v->at, sizeof v->at}, visit_part(v->referrer), visit_part(v->agent),
        {v->address.bytes, v->address.length}, visit_part(v->country), {&nth, sizeof nth}};
    sha256_digest(parts, sizeof parts / sizeof *parts, out);
}

static void
visit_identify(struct visit_import *import, struct visit_waiting *w)
{
    uint8_t digest[SHA256_BYTES];
    uint64_t hash;
    visit_digest(import, w, 0, digest);
    memcpy(&hash, digest, sizeof hash);
    const uint32_t before = name_set_count(&import->equals, hash);
    if (before > 0)
        visit_digest(import, w, before, digest);
    uuid_v8(w->is.at, digest, w->id);
}

/* A visitor is who had this address and browser that day; without an address, this country. */
static uint64_t
visit_visitor(const struct visit_import *import, const struct imported_visit *v)
{
    uint8_t digest[SHA256_BYTES];
    uint64_t visitor;
    const int64_t day = v->at / TIMESTAMP_DAY;
    const struct sha256_part parts[] = {{import->salt, sizeof import->salt}, {&day, sizeof day},
        {v->address.bytes, v->address.length}, visit_part(v->country), visit_part(v->agent)};
    sha256_digest(parts, sizeof parts / sizeof *parts, digest);
    memcpy(&visitor, digest, sizeof visitor);
    return visitor;
}

static struct click_text
visit_text(const char *text)
{
    return (struct click_text){text, strlen(text)};
}

/* FAULT_EXISTS: it was taken before. */
static enum fault
visit_put(struct visit_import *import, struct txn *txn, const struct visit_waiting *w)
{
    uint8_t labels[LABELS_BYTES_MAX];
    const struct link *link = &import->link;
    const int64_t now = import->links->now;
    struct visit visit = {.at = w->is.at < now ? w->is.at : now, /* its id keeps the time that it says */
        .click = {.link = link->id,
            .owner = link->owner,
            .visitor = visit_visitor(import, &w->is),
            .address = w->is.address,
            .code = visit_text(link->code),
            .domain = visit_text(link->domain),
            .labels = {(const char *)labels, labels_encode(&link->labels, labels)},
            .referrer = visit_text(w->is.referrer),
            .agent = visit_text(w->is.agent)}};
    strcpy(visit.country, w->is.country);
    if (import->links->config->clicks_anonymize)
        ip_address_anonymize(&visit.click.address); /* the visitor is of the whole one, as of a click */
    return visit_append(txn, w->id, &visit, now);
}

static enum fault
visit_link_end(struct visit_import *import, struct txn *txn)
{
    const bool changed = import->changed;
    import->changed = false;
    return changed ? link_put_imported(txn, &import->link) : FAULT_NONE;
}

static enum fault
visit_link_begin(struct visit_import *import, struct txn *txn, const char *name)
{
    if (strcmp(import->name, name) == 0)
        return import->found;
    enum fault fault = visit_link_end(import, txn);
    if (fault != FAULT_NONE)
        return fault;
    strcpy(import->name, name);
    fault = link_get(txn, name, &import->link); /* somebody may have deleted it, and made another */
    return import->found = fault == FAULT_NONE && !import->link.imported.is_set ? FAULT_MISSING : fault;
}

static enum fault
visit_import_one(struct visit_import *import, struct txn *txn, const struct visit_waiting *w)
{
    enum fault fault = visit_link_begin(import, txn, w->name);
    if (fault == FAULT_MISSING)
        import->counts.visits_left++;
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = visit_put(import, txn, w);
    if (fault == FAULT_EXISTS)
        import->counts.visits_known++;
    if (fault != FAULT_NONE)
        return fault == FAULT_EXISTS ? FAULT_NONE : fault;
    import->counts.visits++;
    import->link.imported.visits++;
    import->changed = true;
    return FAULT_NONE;
}

static enum fault
visit_import_body(struct txn *txn, void *arg)
{
    struct visit_import *import = arg;
    enum fault fault = FAULT_NONE;
    import->counts = (struct import_counts){0};
    import->name[0] = '\0';
    import->changed = false;
    for (size_t i = 0; i < import->count && fault == FAULT_NONE; i++)
        fault = visit_import_one(import, txn, &import->waiting[i]);
    return fault == FAULT_NONE ? visit_link_end(import, txn) : fault;
}

enum fault
visit_import_put(struct visit_import *import, struct import_counts *counts)
{
    enum fault fault = FAULT_NONE;
    if (import->count == 0)
        return FAULT_NONE;
    if (import->links->dry_run) /* the links are not here */
        import->counts = (struct import_counts){.visits = import->count};
    else
        fault = env_txn(import->links->env, ENV_WRITE, visit_import_body, import);
    import->count = 0;
    if (fault != FAULT_NONE)
        return fault;
    counts->visits += import->counts.visits;
    counts->visits_known += import->counts.visits_known;
    counts->visits_left += import->counts.visits_left;
    return FAULT_NONE;
}

bool
visit_import_is_full(const struct visit_import *import)
{
    return import->count == VISIT_IMPORT_BATCH;
}

void
visit_import_add(struct visit_import *import, const char *name, const struct imported_visit *visit)
{
    struct visit_waiting *w = &import->waiting[import->count++];
    strcpy(w->name, name);
    w->is = *visit;
    visit_identify(import, w);
}

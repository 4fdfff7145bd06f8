/*
 * link_import.c: checks rows, and puts them as links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/link_import.h"

#include <stdio.h>
#include <string.h>

#include "import/import_name.h"
#include "link/click_limit.h"
#include "link/link_create.h"
#include "link/link_index.h"
#include "link/link_request.h"
#include "link/link_write.h"

/* The domain here of one of the source; NULL: it is none. */
static const struct config_domain *
link_import_domain(const struct link_import *import, const char *domain)
{
    char name[DOMAIN_NAME_MAX + 1];
    if (import->domain != NULL)
        domain = import->domain;
    if (domain[0] == '\0')
        return &import->config->domains[0];
    return domain_name_parse(domain, name) == FAULT_NONE ? config_domain_find(import->config, name) : NULL;
}

static const char *
link_import_domain_name(const struct link_import *import, const struct config_domain *domain)
{
    return domain == import->config->domains ? "" : domain->name;
}

static void
link_import_code(const struct link_import *import, struct imported_link *from, struct link *link)
{
    if (!short_code_is_valid(from->code, strlen(from->code)))
        imported_link_refuse(
            from, "curt cannot have this code: it is too long, or has characters that no alias has");
    else if (short_code_is_reserved(from->code, import->config->links_reserved))
        imported_link_refuse(from, "the code is reserved: curt's own pages are there");
    else
        strcpy(link->code, from->code);
}

static void
link_import_url(const struct link_import *import, struct imported_link *from, struct link *link)
{
    struct input_error error;
    const struct url_rules rules = {
        import->config->links_schemes, import->config->web_base_url, import->config};
    if (url_check(from->url, &rules, link->url, &error) != FAULT_NONE)
        imported_link_refuse(from, "%s", error.detail);
}

/* A link that has a password must not open without one. */
static void
link_import_switches(struct imported_link *from, struct link *link)
{
    link->disabled = from->disabled || from->has_password;
    if (from->has_password)
        imported_link_note(from, "it is disabled: its password did not come along; set one, then enable it");
}

static void
link_import_times(const struct link_import *import, struct imported_link *from, struct link *link)
{
    link->created = from->created > 0 && from->created <= import->now ? from->created : import->now;
    link->expires = from->expires;
    link->valid_from = from->starts;
    if (link->valid_from != 0 && link->expires != 0 && link->valid_from >= link->expires) {
        imported_link_note(from, "it would start after it has expired: its start was left out");
        link->valid_from = 0;
    }
}

/* What can be said without the store. */
static void
link_import_check(const struct link_import *import, struct import_row *row)
{
    struct imported_link *from = &row->from;
    struct link *link = &row->link;
    memset(link, 0, sizeof *link);
    row->outcome = IMPORT_REFUSED;
    if (from->refused)
        return;
    const struct config_domain *domain = link_import_domain(import, from->domain);
    if (domain == NULL) {
        imported_link_refuse(from,
            "domain %s is not configured: add it to curt.conf, or say with --domain where its links go",
            from->domain);
        return;
    }
    strcpy(link->domain, link_import_domain_name(import, domain));
    link->status = link_request_status_of(domain);
    link->track_first = domain->track != 0;
    link->owner = import->owner;
    link->forward_query = from->forward_query;
    link->max_clicks = from->max_clicks;
    link->labels = from->labels;
    strcpy(link->title, from->title);
    link->imported = (struct link_imported){.is_set = true, .clicks = from->clicks};
    link_import_times(import, from, link);
    link_import_code(import, from, link);
    link_import_url(import, from, link);
    if (!from->refused)
        link_import_switches(from, link);
}

struct link_importing {
    struct link_import *import;
    struct import_row *rows;
    size_t count;
};

static bool
link_import_is_same(const struct import_row *row, const struct link *here)
{
    return here->imported.is_set && strcmp(here->url, row->link.url) == 0 &&
           (row->from.created == 0 || here->created == row->link.created);
}

/* The link that is here counts as many clicks as the source by now. */
static enum fault
link_import_grow(struct link_import *import, struct txn *txn, struct import_row *row, struct link *here,
    enum import_outcome as)
{
    const bool grows = !here->imported.is_set || row->from.clicks > here->imported.clicks;
    if (grows) {
        here->imported.is_set = true;
        here->imported.clicks = row->from.clicks;
    }
    row->outcome = as;
    row->link = *here;
    return grows && !import->dry_run ? link_put_imported(txn, here) : FAULT_NONE;
}

static enum fault
link_import_create(struct link_import *import, struct txn *txn, struct import_row *row, size_t code_length)
{
    row->outcome = code_length > 0 ? IMPORT_RENAMED : IMPORT_IMPORTED;
    if (import->dry_run)
        return FAULT_NONE;
    enum fault fault = link_create_imported(txn, &row->link, code_length, import->now);
    if (fault == FAULT_NONE && row->link.max_clicks > 0 && row->from.clicks > 0)
        fault = click_limit_set(txn, &row->link, row->from.clicks);
    return fault;
}

/* Under another code, the same one each time. */
static enum fault
link_import_rename(struct link_import *import, struct txn *txn, struct import_row *row, const char *name)
{
    char other[LINK_NAME_MAX + 1];
    struct link here;
    enum fault fault = import_name_get(txn, name, row->link.url, other);
    if (fault == FAULT_NONE)
        fault = link_get(txn, other, &here);
    if (fault == FAULT_NONE && link_import_is_same(row, &here))
        return link_import_grow(import, txn, row, &here, IMPORT_SAME);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    const struct config_domain *domain = config_domain_find(import->config, row->link.domain);
    fault = link_import_create(import, txn, row, (size_t)domain->code_length);
    if (import->dry_run)
        row->link.code[0] = '\0'; /* it is drawn then */
    if (fault != FAULT_NONE || import->dry_run)
        return fault;
    link_name(&row->link, other);
    return import_name_add(txn, name, row->link.url, other);
}

static enum fault
link_import_conflict(
    struct link_import *import, struct txn *txn, struct import_row *row, struct link *here, const char *name)
{
    if (import->conflict == IMPORT_KEEP && strcmp(here->url, row->link.url) == 0)
        return link_import_grow(import, txn, row, here, IMPORT_KEPT);
    if (import->conflict == IMPORT_RENAME)
        return link_import_rename(import, txn, row, name);
    row->outcome = IMPORT_SKIPPED;
    return FAULT_NONE;
}

/* In a dry run: would a row before it be there? Not a part of the transaction, which may be repeated. */
static bool
link_import_was_seen(struct link_import *import, struct import_row *row)
{
    char created[32], name[LINK_NAME_MAX + 1];
    if (!import->dry_run || row->from.refused)
        return false;
    link_name(&row->link, name);
    snprintf(created, sizeof created, "%lld", (long long)row->from.created);
    const bool same = !name_set_add(&import->seen, name_set_hash(name, row->link.url, created));
    if (name_set_add(&import->seen, name_set_hash(name, "", "")))
        return false;
    row->outcome = same ? IMPORT_SAME : import->conflict == IMPORT_RENAME ? IMPORT_RENAMED : IMPORT_SKIPPED;
    return true;
}

static enum fault
link_import_one(struct link_import *import, struct txn *txn, struct import_row *row)
{
    char name[LINK_NAME_MAX + 1];
    struct link here;
    if (row->from.refused || row->seen)
        return FAULT_NONE;
    strcpy(row->link.code, row->from.code); /* a run before this one may have drawn another */
    link_name(&row->link, name);
    const enum fault fault = link_find(txn, name, &here);
    if (fault == FAULT_MISSING)
        return link_import_create(import, txn, row, 0);
    if (fault != FAULT_NONE)
        return fault;
    return link_import_is_same(row, &here) ? link_import_grow(import, txn, row, &here, IMPORT_SAME)
                                           : link_import_conflict(import, txn, row, &here, name);
}

static enum fault
link_import_body(struct txn *txn, void *arg)
{
    struct link_importing *importing = arg;
    enum fault fault = importing->import->dry_run ? FAULT_NONE : link_index_hold(txn);
    for (size_t i = 0; i < importing->count && fault == FAULT_NONE; i++)
        fault = link_import_one(importing->import, txn, &importing->rows[i]);
    return fault;
}

/* What is said once it is certain. */
static void
link_import_tell(const struct link_import *import, struct import_row *row)
{
    if (row->outcome == IMPORT_SKIPPED)
        imported_link_note(&row->from, "another link has this code here");
    if (row->outcome == IMPORT_RENAMED && !import->dry_run)
        imported_link_note(&row->from, "another link has its code here: it has the code %s", row->link.code);
    else if (row->outcome == IMPORT_RENAMED)
        imported_link_note(&row->from, "another link has its code here: it gets another");
}

enum fault
link_import_put(struct link_import *import, struct import_row *rows, size_t count)
{
    struct link_importing importing = {import, rows, count};
    for (size_t i = 0; i < count; i++) {
        link_import_check(import, &rows[i]);
        rows[i].seen = link_import_was_seen(import, &rows[i]);
    }
    const enum fault fault = env_txn(
        import->env, import->dry_run ? ENV_READ : ENV_WRITE, link_import_body, &importing);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++)
        link_import_tell(import, &rows[i]);
    return fault;
}

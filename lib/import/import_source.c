/*
 * import_source.c: the table of sources. What each exports was read from its own source in 2026.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_source.h"

#include <string.h>

/* Its tables, phpMyAdmin's CSV of them, its API (links_N), and the CSV of its plugin (source,target,hits). */
static const struct import_column yourls_columns[] = {{"keyword", IMPORT_CODE}, {"source", IMPORT_CODE_PATH},
    {"shorturl", IMPORT_SHORT_URL}, {"url", IMPORT_URL}, {"target", IMPORT_URL}, {"title", IMPORT_TITLE_HTML},
    {"timestamp", IMPORT_CREATED}, {"clicks", IMPORT_CLICKS}, {"hits", IMPORT_CLICKS}, {0}};
static const struct import_column yourls_visits[] = {{"shorturl", IMPORT_VISIT_CODE},
    {"click_time", IMPORT_VISIT_TIME}, {"referrer", IMPORT_VISIT_REFERRER},
    {"user_agent", IMPORT_VISIT_AGENT}, {"ip_address", IMPORT_VISIT_ADDRESS},
    {"country_code", IMPORT_VISIT_COUNTRY}, {0}};
static const char *const yourls_table[] = {"keyword", "url", "title", "timestamp", "ip", "clicks", NULL};
static const char *const yourls_plugin[] = {"source", "target", "hits", NULL};
static const char *const *const yourls_headless[] = {yourls_table, yourls_plugin, NULL};

/* REST v3, and the CSV of its web client. */
static const struct import_column shlink_columns[] = {{"shortCode", IMPORT_CODE},
    {"shortUrl", IMPORT_SHORT_URL}, {"domain", IMPORT_DOMAIN}, {"longUrl", IMPORT_URL},
    {"title", IMPORT_TITLE}, {"tags", IMPORT_TAGS_BAR}, {"dateCreated", IMPORT_CREATED},
    {"createdAt", IMPORT_CREATED}, {"meta.validSince", IMPORT_STARTS}, {"meta.validUntil", IMPORT_EXPIRES},
    {"meta.maxVisits", IMPORT_MAX_CLICKS}, {"visitsSummary.total", IMPORT_CLICKS},
    {"visitsCount", IMPORT_CLICKS}, {"visits", IMPORT_CLICKS}, {"forwardQuery", IMPORT_FORWARD_QUERY}, {0}};
static const struct import_column shlink_visits[] = {{"date", IMPORT_VISIT_TIME},
    {"referer", IMPORT_VISIT_REFERRER}, {"userAgent", IMPORT_VISIT_AGENT},
    {"visitLocation.countryCode", IMPORT_VISIT_COUNTRY}, {0}};

/* Its API, and its table. */
static const struct import_column kutt_columns[] = {{"address", IMPORT_CODE}, {"domain", IMPORT_DOMAIN},
    {"target", IMPORT_URL}, {"description", IMPORT_TITLE}, {"created_at", IMPORT_CREATED},
    {"expire_in", IMPORT_EXPIRES}, {"visit_count", IMPORT_CLICKS}, {"banned", IMPORT_DISABLED},
    {"password", IMPORT_PASSWORD}, {0}};

static const struct import_column dub_columns[] = {{"Short link", IMPORT_SHORT_URL},
    {"Destination URL", IMPORT_URL}, {"Clicks", IMPORT_CLICKS}, {"Created at", IMPORT_CREATED},
    {"Tags", IMPORT_TAGS}, {"Archived", IMPORT_ARCHIVED}, {0}};

/* Where there are names that people chose, `link` is an inner code that nobody has seen. */
static const struct import_column bitly_columns[] = {{"custom_bitlinks", IMPORT_SHORT_URLS},
    {"link", IMPORT_SHORT_URL}, {"long_url", IMPORT_URL}, {"title", IMPORT_TITLE}, {"tags", IMPORT_TAGS},
    {"created_at", IMPORT_CREATED}, {"archived", IMPORT_ARCHIVED}, {0}};

static const struct import_column sink_columns[] = {{"slug", IMPORT_CODE}, {"url", IMPORT_URL},
    {"title", IMPORT_TITLE}, {"comment", IMPORT_TITLE}, {"tags", IMPORT_TAGS}, {"createdAt", IMPORT_CREATED},
    {"expiration", IMPORT_EXPIRES}, {0}};

static const struct import_column chhoto_columns[] = {{"shortlink", IMPORT_CODE}, {"longlink", IMPORT_URL},
    {"hits", IMPORT_CLICKS}, {"expiry_time", IMPORT_EXPIRES}, {"notes", IMPORT_TITLE}, {0}};

static const struct import_column polr_columns[] = {{"short_url", IMPORT_CODE}, {"secret_key", IMPORT_SECRET},
    {"long_url", IMPORT_URL}, {"clicks", IMPORT_CLICKS}, {"is_disabled", IMPORT_DISABLED},
    {"created_at", IMPORT_CREATED}, {"id", IMPORT_ID}, {0}};
static const struct import_column polr_visits[] = {{"link_id", IMPORT_VISIT_LINK},
    {"created_at", IMPORT_VISIT_TIME}, {"referer", IMPORT_VISIT_REFERRER}, {"user_agent", IMPORT_VISIT_AGENT},
    {"ip", IMPORT_VISIT_ADDRESS}, {"country", IMPORT_VISIT_COUNTRY}, {0}};

/* What columns are called that people and other programs make; the manual has the list. */
static const struct import_column csv_columns[] = {{"code", IMPORT_CODE}, {"alias", IMPORT_CODE},
    {"slug", IMPORT_CODE}, {"keyword", IMPORT_CODE}, {"short code", IMPORT_CODE}, {"slashtag", IMPORT_CODE},
    {"back half", IMPORT_CODE}, {"short url", IMPORT_SHORT_URL}, {"short link", IMPORT_SHORT_URL},
    {"domain", IMPORT_DOMAIN}, {"url", IMPORT_URL}, {"long url", IMPORT_URL}, {"destination url", IMPORT_URL},
    {"destination", IMPORT_URL}, {"target", IMPORT_URL}, {"long link", IMPORT_URL}, {"title", IMPORT_TITLE},
    {"description", IMPORT_TITLE}, {"tags", IMPORT_TAGS}, {"created at", IMPORT_CREATED},
    {"created", IMPORT_CREATED}, {"date created", IMPORT_CREATED}, {"timestamp", IMPORT_CREATED},
    {"date", IMPORT_CREATED}, {"valid from", IMPORT_STARTS}, {"expires at", IMPORT_EXPIRES},
    {"expires", IMPORT_EXPIRES}, {"valid until", IMPORT_EXPIRES}, {"max clicks", IMPORT_MAX_CLICKS},
    {"max visits", IMPORT_MAX_CLICKS}, {"clicks", IMPORT_CLICKS}, {"hits", IMPORT_CLICKS},
    {"visits", IMPORT_CLICKS}, {"disabled", IMPORT_DISABLED}, {"archived", IMPORT_ARCHIVED},
    {"forward query", IMPORT_FORWARD_QUERY}, {0}};

static const struct import_source import_sources[] = {
    {.name = "yourls",
        .columns = yourls_columns,
        .visits = yourls_visits,
        .link_table = "url",
        .visit_table = "log",
        .headless = yourls_headless},
    {.name = "shlink", .columns = shlink_columns, .visits = shlink_visits},
    {.name = "kutt", .columns = kutt_columns, .link_table = "links"},
    {.name = "bitly", .columns = bitly_columns},
    {.name = "dub", .columns = dub_columns},
    {.name = "sink", .columns = sink_columns},
    {.name = "chhoto", .columns = chhoto_columns},
    {.name = "polr",
        .columns = polr_columns,
        .visits = polr_visits,
        .link_table = "links",
        .visit_table = "clicks"},
    {.name = "csv", .columns = csv_columns},
};

const struct import_source *
import_source_find(const char *name)
{
    for (size_t i = 0; i < sizeof import_sources / sizeof *import_sources; i++)
        if (strcmp(import_sources[i].name, name) == 0)
            return &import_sources[i];
    return NULL;
}

bool
import_source_knows(const char *name, const void *arg)
{
    const struct import_source *source = arg;
    for (const struct import_column *c = source->columns; c->name != NULL; c++)
        if (import_record_is_name(c->name, name))
            return true;
    return false;
}

bool
import_source_is_table(const struct import_record *record, const char *table)
{
    const size_t end = strlen(table), length = record->table != NULL ? strlen(record->table) : 0;
    if (record->table == NULL || length < end || strcmp(record->table + length - end, table) != 0)
        return false;
    return length == end || strchr("_.", record->table[length - end - 1]) != NULL;
}

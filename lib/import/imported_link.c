/*
 * imported_link.c: reads the fields of a link, whatever they are called.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/imported_link.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "import/html_entities.h"
#include "import/import_date.h"

/* A field being read. */
struct imported_reading {
    struct imported_link *link;
    const struct import_reading *how;
    const struct import_record *record;
    const struct import_column *column;
    bool more;  /* the record has a further link */
    size_t nth; /* which one this is */
    uint32_t given;
};

void
imported_link_note(struct imported_link *link, const char *format, ...)
{
    char more[IMPORTED_NOTE_SIZE];
    const size_t length = strlen(link->note);
    va_list args;
    va_start(args, format);
    vsnprintf(more, sizeof more, format, args);
    va_end(args);
    if (!link->refused)
        snprintf(link->note + length, sizeof link->note - length, "%s%s", length > 0 ? "; " : "", more);
    utf8_clean(link->note, strlen(link->note), more, sizeof more);
    strcpy(link->note, more);
}

void
imported_link_refuse(struct imported_link *link, const char *format, ...)
{
    char why[IMPORTED_NOTE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    if (!link->refused)
        utf8_clean(why, strlen(why), link->note, sizeof link->note);
    link->refused = true;
}

/* Copies as much as fits of a text for people, cut where a character ends; false when it was cut. */
static bool
imported_copy_text(const char *text, char *out, size_t size)
{
    size_t length = strlen(text);
    const bool whole = length < size;
    if (!whole)
        for (length = size - 1; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80;)
            length--;
    snprintf(out, size, "%.*s", (int)length, text);
    for (char *c = out; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    return whole;
}

static void
imported_read_code(struct imported_reading *r, const char *text)
{
    if (strlen(text) > IMPORTED_CODE_MAX)
        imported_link_refuse(r->link, "the code is longer than %d bytes", IMPORTED_CODE_MAX);
    else
        strcpy(r->link->code, text);
}

static void
imported_read_path(struct imported_reading *r, const char *text)
{
    imported_read_code(r, text + (text[0] == '/'));
    const size_t length = strlen(r->link->code);
    if (length > 0 && r->link->code[length - 1] == '/')
        r->link->code[length - 1] = '\0';
}

static void
imported_read_secret(struct imported_reading *r, const char *text)
{
    char *code = r->link->code;
    const size_t length = strlen(code);
    if (length + 1 + strlen(text) > IMPORTED_CODE_MAX)
        imported_link_refuse(r->link, "the code is longer than %d bytes", IMPORTED_CODE_MAX);
    else
        snprintf(code + length, IMPORTED_CODE_MAX + 1 - length, "/%s", text);
}

/* "https://go.example/code", or without a scheme. The code is percent-decoded once. */
static void
imported_read_short_url(struct imported_reading *r, const char *text)
{
    const char *scheme = strstr(text, "://"), *host = scheme != NULL ? scheme + 3 : text;
    const size_t length = strcspn(host, "/?#");
    const char *path = host + length, *base = r->how->path;
    if (length == 0 || length >= sizeof r->link->domain || *path != '/') {
        imported_link_refuse(r->link, "%.100s is not a short URL", text);
        return;
    }
    snprintf(r->link->domain, sizeof r->link->domain, "%.*s", (int)length, host);
    path += strncmp(path, base, strlen(base)) == 0 ? strlen(base) : 1;
    imported_read_code(r, path);
    if (url_decode(r->link->code, 0) != FAULT_NONE)
        imported_link_refuse(r->link, "the code has a NUL in it");
}

/* Where people chose several names, each is a link. */
static void
imported_read_short_urls(struct imported_reading *r, const char *text)
{
    const char *nth = import_record_get(r->record, r->column->name, r->nth);
    imported_read_short_url(r, nth != NULL ? nth : text);
    r->more = import_record_get(r->record, r->column->name, r->nth + 1) != NULL;
}

static void
imported_read_domain(struct imported_reading *r, const char *text)
{
    const char *scheme = strstr(text, "://");
    text = scheme != NULL ? scheme + 3 : text;
    if (strcasecmp(text, "DEFAULT") != 0) /* Shlink's name of its own */
        snprintf(r->link->domain, sizeof r->link->domain, "%.*s", (int)strcspn(text, "/"), text);
}

/* Spaces become what browsers make of them. */
static void
imported_read_url(struct imported_reading *r, const char *text)
{
    size_t length = 0;
    for (; *text != '\0' && length + 3 < sizeof r->link->url; text++)
        if (*text == ' ')
            length += (size_t)sprintf(r->link->url + length, "%%20");
        else
            r->link->url[length++] = *text;
    r->link->url[length] = '\0';
    if (*text != '\0')
        imported_link_refuse(r->link, "the URL is longer than %d bytes", URL_MAX);
}

static void
imported_read_title(struct imported_reading *r, const char *text)
{
    char longer[4 * LINK_TITLE_MAX + 1];
    bool whole = imported_copy_text(text, longer, sizeof longer);
    if (r->column->field == IMPORT_TITLE_HTML)
        html_entities_decode(longer);
    char clean[sizeof longer];
    utf8_clean(longer, strlen(longer), clean, sizeof clean);
    whole = imported_copy_text(clean, r->link->title, sizeof r->link->title) && whole;
    if (!whole)
        imported_link_note(r->link, "the title was cut to %d bytes", LINK_TITLE_MAX);
}

/* The archive is one, too: what was put aside is found by it. */
static void
imported_add_tag(struct imported_link *link, const char *text, size_t length)
{
    char longer[LABEL_MAX * 2 + 1], tag[LABEL_MAX + 1];
    struct labels *labels = &link->labels;
    snprintf(longer, sizeof longer, "%.*s", (int)(length < sizeof longer ? length : sizeof longer - 1), text);
    if (!imported_copy_text(utf8_trim(longer), tag, sizeof tag))
        imported_link_note(link, "the tag %s was cut", tag);
    if (tag[0] == '\0' || labels_have_tag(labels, tag))
        return;
    if (!label_is_valid(tag) || labels->tag_count == LABELS_TAGS_MAX) {
        imported_link_note(link, "the tag %s was left out", tag);
        return;
    }
    strcpy(labels->tags[labels->tag_count++], tag);
}

/* A list in JSON has a tag an item, which may have commas in it; a text has its tags with what parts them. */
static void
imported_read_tags(struct imported_reading *r, const char *text)
{
    const char *item, *parts = r->column->field == IMPORT_TAGS_BAR ? "|" : ",";
    if (import_record_get(r->record, r->column->name, 1) != NULL || r->record->json != NULL)
        for (size_t i = 0; (item = import_record_get(r->record, r->column->name, i)) != NULL; i++)
            imported_add_tag(r->link, item, strlen(item));
    else
        for (size_t length; *text != '\0'; text += length + (text[length] != '\0')) {
            length = strcspn(text, parts);
            imported_add_tag(r->link, text, length);
        }
}

static bool
imported_time(struct imported_reading *r, const char *text, int64_t *out)
{
    if (import_date_parse(text, r->how->local, out) == FAULT_NONE)
        return true;
    *out = 0;
    return false;
}

static void
imported_read_created(struct imported_reading *r, const char *text)
{
    if (!imported_time(r, text, &r->link->created))
        imported_link_note(r->link, "cannot read when it was created: %.60s", text);
}

/* Without its end it would open for ever: then, it is not taken at all. */
static void
imported_read_limit(struct imported_reading *r, const char *text)
{
    const bool start = r->column->field == IMPORT_STARTS;
    if (strcmp(text, "0") != 0 && !imported_time(r, text, start ? &r->link->starts : &r->link->expires))
        imported_link_refuse(r->link, "cannot read its %s time: %.60s", start ? "start" : "expiry", text);
}

/* A whole number, perhaps with what spreadsheets and people put into it: 1,234 or 1234.0. */
static bool
imported_number(const char *text, uint64_t *out)
{
    uint64_t n = 0;
    size_t digits = 0;
    for (; *text != '\0' && *text != '.'; text++) {
        if (*text == ',' || *text == ' ' || *text == '\'')
            continue;
        if (*text < '0' || *text > '9' || ++digits > 15)
            return false;
        n = n * 10 + (uint64_t)(*text - '0');
    }
    *out = n;
    return digits > 0;
}

static void
imported_read_clicks(struct imported_reading *r, const char *text)
{
    if (!imported_number(text, &r->link->clicks))
        imported_link_note(r->link, "cannot read how often it was clicked: %.60s", text);
}

static void
imported_read_max_clicks(struct imported_reading *r, const char *text)
{
    if (!imported_number(text, &r->link->max_clicks))
        imported_link_refuse(r->link, "cannot read its click limit: %.60s", text);
}

static bool
imported_truth(const char *text)
{
    return strcasecmp(text, "1") == 0 || strcasecmp(text, "true") == 0 || strcasecmp(text, "yes") == 0 ||
           strcasecmp(text, "t") == 0 || strcasecmp(text, "y") == 0;
}

static void
imported_read_truth(struct imported_reading *r, const char *text)
{
    struct imported_link *link = r->link;
    const bool is = imported_truth(text);
    switch (r->column->field) {
    case IMPORT_DISABLED:
        link->disabled = link->disabled || is;
        break;
    case IMPORT_ARCHIVED:
        if (is)
            imported_add_tag(link, "archived", strlen("archived"));
        break;
    case IMPORT_PASSWORD: /* Kutt's table has its hash, which is of another kind */
        link->has_password = is || strlen(text) > 5;
        break;
    default:
        link->forward_query = is;
    }
}

static void
imported_read_id(struct imported_reading *r, const char *text)
{
    snprintf(r->link->id, sizeof r->link->id, "%s", text);
}

static void (*const imported_fields[])(struct imported_reading *, const char *text) = {
    [IMPORT_CODE] = imported_read_code,
    [IMPORT_CODE_PATH] = imported_read_path,
    [IMPORT_SECRET] = imported_read_secret,
    [IMPORT_SHORT_URL] = imported_read_short_url,
    [IMPORT_SHORT_URLS] = imported_read_short_urls,
    [IMPORT_DOMAIN] = imported_read_domain,
    [IMPORT_URL] = imported_read_url,
    [IMPORT_TITLE] = imported_read_title,
    [IMPORT_TITLE_HTML] = imported_read_title,
    [IMPORT_TAGS] = imported_read_tags,
    [IMPORT_TAGS_BAR] = imported_read_tags,
    [IMPORT_CREATED] = imported_read_created,
    [IMPORT_STARTS] = imported_read_limit,
    [IMPORT_EXPIRES] = imported_read_limit,
    [IMPORT_MAX_CLICKS] = imported_read_max_clicks,
    [IMPORT_CLICKS] = imported_read_clicks,
    [IMPORT_DISABLED] = imported_read_truth,
    [IMPORT_ARCHIVED] = imported_read_truth,
    [IMPORT_PASSWORD] = imported_read_truth,
    [IMPORT_FORWARD_QUERY] = imported_read_truth,
    [IMPORT_ID] = imported_read_id,
};

/* Of several columns that say the same, the first that has anything; a code makes a short URL needless. */
static uint32_t
imported_covers(int field)
{
    switch (field) {
    case IMPORT_CODE:
    case IMPORT_CODE_PATH:
    case IMPORT_SHORT_URL:
    case IMPORT_SHORT_URLS:
        return 1U << IMPORT_CODE | 1U << IMPORT_CODE_PATH | 1U << IMPORT_SHORT_URL | 1U << IMPORT_SHORT_URLS;
    case IMPORT_TITLE:
    case IMPORT_TITLE_HTML:
        return 1U << IMPORT_TITLE | 1U << IMPORT_TITLE_HTML;
    default:
        return 1U << field;
    }
}

/* As CSV has it that a database wrote, where a title may be these letters. */
static bool
imported_is_null(const char *text)
{
    return strcmp(text, "NULL") == 0 || strcmp(text, "\\N") == 0;
}

bool
imported_link_read(struct imported_link *out, const struct import_record *record,
    const struct import_reading *how, size_t nth)
{
    struct imported_reading r = {.link = out, .how = how, .record = record, .nth = nth};
    *out = (struct imported_link){.row = record->row};
    if (record->why != NULL) {
        imported_link_refuse(out, "%s", record->why);
        return false;
    }
    for (r.column = how->source->columns; r.column->name != NULL; r.column++) {
        const char *text = import_record_get(record, r.column->name, 0);
        if (text == NULL || text[0] == '\0' || (r.given >> r.column->field & 1U) != 0 ||
            (r.column->field >= IMPORT_CREATED && imported_is_null(text)))
            continue;
        r.given |= imported_covers(r.column->field);
        imported_fields[r.column->field](&r, text);
    }
    if (out->code[0] == '\0')
        imported_link_refuse(out, "there is no code");
    else if (out->url[0] == '\0')
        imported_link_refuse(out, "there is no URL");
    return r.more;
}

/*
 * import_source.h: the shorteners that links come from, as a table: what each calls the fields of a link and
 * of a visit, in whatever its links come, and in which tables of a dump they are.
 */
#ifndef CURT_IMPORT_IMPORT_SOURCE_H
#define CURT_IMPORT_IMPORT_SOURCE_H

#include <stdbool.h>

#include "import/import_record.h"

/* What a column says of a link. */
enum import_field {
    IMPORT_CODE,       /* as it is */
    IMPORT_CODE_PATH,  /* with slashes round it */
    IMPORT_SECRET,     /* goes behind the code, after a slash */
    IMPORT_SHORT_URL,  /* domain and code, the path percent-encoded */
    IMPORT_SHORT_URLS, /* a list of them, each a link of its own */
    IMPORT_DOMAIN,     /* empty: the default one */
    IMPORT_URL,        /* where it leads */
    IMPORT_TITLE,      /* text */
    IMPORT_TITLE_HTML, /* with character references */
    IMPORT_TAGS,       /* a list of tags, or a text of them with commas */
    IMPORT_TAGS_BAR,   /* a text of them with bars */
    IMPORT_CREATED,    /* times */
    IMPORT_STARTS,     /* valid from */
    IMPORT_EXPIRES,    /* 0: never */
    IMPORT_MAX_CLICKS, /* numbers */
    IMPORT_CLICKS,     /* in total, so far */
    IMPORT_DISABLED,   /* truths */
    IMPORT_ARCHIVED,   /* it opens, but was put aside */
    IMPORT_PASSWORD,   /* it has one, which is not told */
    IMPORT_FORWARD_QUERY,
    IMPORT_ID /* what visits call the link, if not by its code */
};

/* What a column says of a visit. */
enum import_visit_field {
    IMPORT_VISIT_CODE,
    IMPORT_VISIT_LINK, /* IMPORT_ID of the link */
    IMPORT_VISIT_TIME,
    IMPORT_VISIT_REFERRER,
    IMPORT_VISIT_AGENT,
    IMPORT_VISIT_ADDRESS,
    IMPORT_VISIT_COUNTRY
};

struct import_column {
    const char *name; /* import_record_get; NULL after the last */
    int field;        /* import_field, or import_visit_field */
};

struct import_source {
    const char *name;
    const struct import_column *columns;  /* the first of a field that has a text counts */
    const struct import_column *visits;   /* NULL: it has no single ones */
    const char *link_table, *visit_table; /* how the names of the tables end; NULL: no dump has it */
    const char *const *const *headless;   /* columns of files without names (import_csv_begin) */
};

/* NULL: there is none of that name. */
const struct import_source *import_source_find(const char *name);

/* Is it the name of a column of this source's links? arg: the source; for import_csv_begin. */
bool import_source_knows(const char *name, const void *arg);

/* Is it a row of that table, whatever prefix or schema is before its name? */
bool import_source_is_table(const struct import_record *, const char *table);

#endif

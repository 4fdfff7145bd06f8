/*
 * import_reader.h: the records of a source, whatever they come in: a file of CSV, JSON or SQL, or its API.
 */
#ifndef CURT_IMPORT_IMPORT_READER_H
#define CURT_IMPORT_IMPORT_READER_H

#include <stdio.h>

#include "import/import_api.h"

/* What records come from. One of file and url is set. */
struct import_input {
    const struct import_source *source;
    FILE *file; /* it can be read from its beginning again */
    const char *url;
    const char *key, *group; /* import_api_create; "" for none */
    size_t memory;           /* bytes that the values of a JSON file may take; 0: IMPORT_JSON_MEMORY */
    struct import_why *why;
};

struct import_reader;

/* FAULT_INPUT (*why says it): it cannot be the source's. The caller frees it; what the input points to must
 * stay.
 */
enum fault import_reader_open(struct import_reader **out, const struct import_input *);
void import_reader_free(struct import_reader *);

/* import_api_path; "/" for files. */
const char *import_reader_path(const struct import_reader *);

/* The next link. FAULT_MISSING after the last; any other fault (*why says it) ends it. */
enum fault import_reader_next(struct import_reader *, struct import_record *out);

/* Has it single visits? */
bool import_reader_has_visits(const struct import_reader *);

/* The visits, once all links are read: of a file, all of them, which name their links; of an API, those of
 * the link that was set last. FAULT_MISSING after the last. */
enum fault import_reader_begin_visits(struct import_reader *);
enum fault import_reader_next_visit(struct import_reader *, struct import_record *out);

/* Is each link asked for its visits? Then, it is set first, by its code and domain as the source has them. */
bool import_reader_asks_by_link(const struct import_reader *);
void import_reader_set_link(struct import_reader *, const char *code, const char *domain);

#endif

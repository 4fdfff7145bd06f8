/*
 * import_result.c: outcomes as CSV and as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_result.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "link/link_json.h"

const char *
import_outcome_name(enum import_outcome outcome)
{
    static const char *const names[IMPORT_OUTCOMES] = {
        [IMPORT_IMPORTED] = "imported",
        [IMPORT_RENAMED] = "renamed",
        [IMPORT_SAME] = "same",
        [IMPORT_KEPT] = "kept",
        [IMPORT_SKIPPED] = "skipped",
        [IMPORT_REFUSED] = "refused",
    };
    return names[outcome];
}

/* What the source wrote, as text that can be shown: some of it is refused because it is none. */
struct import_shown {
    char code[IMPORTED_CODE_MAX + 1], note[IMPORTED_NOTE_SIZE];
};

static struct import_shown
import_row_shown(const struct import_row *row)
{
    struct import_shown shown;
    utf8_clean(row->from.code, strlen(row->from.code), shown.code, sizeof shown.code);
    utf8_clean(row->from.note, strlen(row->from.note), shown.note, sizeof shown.note);
    return shown;
}

/* "" for a link that is not here. */
static void
import_row_short_url(
    const struct import_row *row, const struct config *config, char out[static LINK_SHORT_URL_SIZE])
{
    out[0] = '\0';
    if (row->outcome != IMPORT_SKIPPED && row->outcome != IMPORT_REFUSED && row->link.code[0] != '\0')
        link_short_url(&row->link, config, out);
}

void
import_result_head(struct buffer *out)
{
    buffer_add(out, "row,code,outcome,short_url,reason\r\n");
}

void
import_result_line(struct buffer *out, const struct import_row *row, const struct config *config)
{
    char url[LINK_SHORT_URL_SIZE];
    const struct import_shown shown = import_row_shown(row);
    import_row_short_url(row, config, url);
    buffer_addf(out, "%llu,", (unsigned long long)row->from.row);
    buffer_add_csv(out, shown.code);
    buffer_addf(out, ",%s,", import_outcome_name(row->outcome));
    buffer_add_csv(out, url);
    buffer_add(out, ",");
    buffer_add_csv(out, shown.note);
    buffer_add(out, "\r\n");
}

struct json_object *
import_row_to_json(const struct import_row *row, const struct config *config)
{
    char url[LINK_SHORT_URL_SIZE];
    const struct import_shown shown = import_row_shown(row);
    struct json_object *json = json_object_new_object();
    import_row_short_url(row, config, url);
    json_object_object_add(json, "row", json_object_new_uint64(row->from.row));
    json_add_text_or_null(json, "code", shown.code);
    json_add_text(json, "outcome", import_outcome_name(row->outcome));
    json_add_text_or_null(json, "short_url", url);
    json_add_text_or_null(json, "reason", shown.note);
    return json;
}

struct json_object *
import_counts_to_json(const struct import_counts *counts)
{
    struct json_object *json = json_object_new_object(), *visits = json_object_new_object();
    json_object_object_add(json, "rows", json_object_new_uint64(counts->rows));
    for (enum import_outcome i = 0; i < IMPORT_OUTCOMES; i++)
        json_object_object_add(json, import_outcome_name(i), json_object_new_uint64(counts->links[i]));
    json_object_object_add(json, "clicks", json_object_new_uint64(counts->clicks));
    json_object_object_add(visits, "imported", json_object_new_uint64(counts->visits));
    json_object_object_add(visits, "same", json_object_new_uint64(counts->visits_known));
    json_object_object_add(visits, "skipped", json_object_new_uint64(counts->visits_left));
    json_object_object_add(visits, "refused", json_object_new_uint64(counts->visits_bad));
    json_object_object_add(json, "visits", visits);
    return json;
}

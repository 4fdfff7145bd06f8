/*
 * imported_visit.h: a visit as another shortener has it, read of a record.
 */
#ifndef CURT_IMPORT_IMPORTED_VISIT_H
#define CURT_IMPORT_IMPORTED_VISIT_H

#include "event/visit.h"
#include "import/imported_link.h"

/* Texts are cut to what a click has of them. */
struct imported_visit {
    char code[IMPORTED_CODE_MAX + 1];
    char link_id[IMPORTED_ID_SIZE];        /* "": it names its link by the code, or not at all */
    int64_t at;                            /* as the source has it: up to a day from now */
    char referrer[CLICK_REFERRER_MAX + 1]; /* "": none */
    char agent[CLICK_USER_AGENT_MAX + 1];
    struct ip_address address;
    char country[VISIT_COUNTRY_SIZE];
};

/* FAULT_INPUT: it has no time that can be read, or one more than a day from now, which no clock or zone that
 * is a little off explains; or the record cannot be read. */
enum fault imported_visit_read(
    struct imported_visit *, const struct import_record *, const struct import_reading *);

#endif

/*
 * carrier_error.h: why a message did not arrive, in words: of the codes that carriers report, and of those
 * that curt itself writes down in their place (message.h, error).
 */
#ifndef CURT_CARRIER_CARRIER_ERROR_H
#define CURT_CARRIER_CARRIER_ERROR_H

struct carrier_error {
    const char *code;    /* "1240" */
    const char *reason;  /* a word for programs, the same for codes that mean the same: "opted_out" */
    const char *meaning; /* a short sentence for people, in English, without its full stop */
};

/* NULL for a code that is not known. */
const struct carrier_error *carrier_error_find(const char *code);

/* The nth, from 0: NULL after the last. */
const struct carrier_error *carrier_error_at(unsigned n);

#endif

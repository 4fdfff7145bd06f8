/*
 * problem_type.h: the kinds of problems that answers tell of (RFC 9457): each code's name, its HTTP status
 * and what it means. The names are part of the API and stay as they are.
 */
#ifndef CURT_HTTP_PROBLEM_TYPE_H
#define CURT_HTTP_PROBLEM_TYPE_H

#include "base/error_code.h"

/* Where the list of them is read; a problem's type is the name after a # here. */
#define PROBLEM_TYPES_PATH "/api/v1/problems"

/* Where the description of the API is (OpenAPI). */
#define API_DESCRIPTION_PATH "/api/v1/openapi.yaml"

struct problem_type {
    int status;
    const char *name;    /* "alias_taken" */
    const char *meaning; /* a sentence */
};

const struct problem_type *problem_type(enum error_code);

/* The phrase of a status (RFC 9110, 15): "Not Found". */
const char *problem_status_title(int status);

#endif

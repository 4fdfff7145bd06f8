/*
 * openapi_text.h: etc/openapi.yaml as it is when curt is built (Makefile.am makes openapi_text.c of it).
 */
#ifndef CURT_CGI_BIN_SHORTEN_OPENAPI_TEXT_H
#define CURT_CGI_BIN_SHORTEN_OPENAPI_TEXT_H

#include <stddef.h>

extern const unsigned char openapi_text[];
extern const size_t openapi_text_length;

#endif

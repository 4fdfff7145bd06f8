/*
 * link_name.c: a domain and a code as one text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_name.h"

#include <stdio.h>
#include <string.h>

void
link_name_write(const char *domain, const char *code, char out[static LINK_NAME_MAX + 1])
{
    out[0] = '\0';
    if (code[0] == '/' || strlen(code) > SHORT_CODE_MAX || strlen(domain) > DOMAIN_NAME_MAX)
        return;
    if (domain[0] == '\0')
        strcpy(out, code);
    else
        snprintf(out, LINK_NAME_MAX + 1, "//%s/%s", domain, code);
}

enum fault
link_name_read(const char *name, size_t length, char domain[static DOMAIN_NAME_MAX + 1],
    char code[static SHORT_CODE_MAX + 1])
{
    const char *end = name + length, *from = name, *slash = NULL;
    domain[0] = code[0] = '\0';
    if (length > 2 && memcmp(name, "//", 2) == 0) {
        slash = memchr(name + 2, '/', length - 2);
        if (slash == NULL || slash == name + 2 || slash - name - 2 > DOMAIN_NAME_MAX)
            return FAULT_INPUT;
        from = slash + 1;
    }
    if (from == end || *from == '/' || end - from > SHORT_CODE_MAX)
        return FAULT_INPUT;
    if (slash != NULL) {
        memcpy(domain, name + 2, (size_t)(slash - name - 2));
        domain[slash - name - 2] = '\0';
    }
    memcpy(code, from, (size_t)(end - from));
    code[end - from] = '\0';
    return FAULT_NONE;
}

const char *
link_name_code(const char *name)
{
    const char *slash = strncmp(name, "//", 2) == 0 ? strchr(name + 2, '/') : NULL;
    return slash != NULL ? slash + 1 : name;
}

bool
link_name_is_valid(const char *name)
{
    char domain[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1], same[DOMAIN_NAME_MAX + 1];
    const size_t length = strlen(name);
    if (name[0] != '/')
        return short_code_is_valid(name, length);
    return link_name_read(name, length, domain, code) == FAULT_NONE &&
           short_code_is_valid(code, strlen(code)) && domain_name_of_host(domain, same) == FAULT_NONE &&
           strcmp(domain, same) == 0;
}

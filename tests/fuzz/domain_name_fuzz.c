/*
 * domain_name_fuzz.c: names of hosts: what comes out is in the form that is compared, is its own name, and is
 * the same however a person or a client writes it; and a link's name with it reads the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/domain_name.h"

#include <locale.h>

#include "link/link_name.h"

#include "fuzz.h"

static void
check_name(const char *name)
{
    char again[DOMAIN_NAME_MAX + 1], written[DOMAIN_NAME_MAX + 8];
    HOLDS(name[0] != '\0' && strlen(name) <= DOMAIN_NAME_MAX);
    for (const char *c = name; *c != '\0'; c++)
        HOLDS((unsigned char)*c > ' ' && (unsigned char)*c < 0x7f && strchr("/?#@\\%", *c) == NULL &&
              !(*c >= 'A' && *c <= 'Z'));
    HOLDS(domain_name_of_host(name, again) == FAULT_NONE && strcmp(name, again) == 0);
    HOLDS(domain_name_parse(name, again) == FAULT_NONE && strcmp(name, again) == 0);
    snprintf(written, sizeof written, "%s%s:443", name, name[0] == '[' ? "" : ".");
    HOLDS(domain_name_of_host(written, again) == FAULT_NONE && strcmp(name, again) == 0);
}

static void
check_link(const char *domain)
{
    char name[LINK_NAME_MAX + 1], read[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1];
    link_name_write(domain, "a", name);
    HOLDS(link_name_is_valid(name));
    HOLDS(link_name_read(name, strlen(name), read, code) == FAULT_NONE);
    HOLDS(strcmp(read, domain) == 0 && strcmp(code, "a") == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    setlocale(LC_CTYPE, "C.UTF-8"); /* as program_begin does: libcurl needs it for international names */
    char *text = fuzz_rest(&in, NULL), sent[DOMAIN_NAME_MAX + 1], typed[DOMAIN_NAME_MAX + 1];
    const enum fault host = domain_name_of_host(text, sent), person = domain_name_parse(text, typed);
    HOLDS(host == FAULT_NONE || (host == FAULT_INPUT && sent[0] == '\0'));
    HOLDS(person == FAULT_NONE || (person == FAULT_INPUT && typed[0] == '\0'));
    if (host == FAULT_NONE) { /* a person may write what a client sends */
        HOLDS(person == FAULT_NONE && strcmp(sent, typed) == 0);
        check_name(sent);
    }
    if (person == FAULT_NONE) {
        check_name(typed);
        check_link(typed);
    }
    free(text);
    return 0;
}

/*
 * field: what a plain filter finds in JSON, for tests: what `jq -r` prints, without its 20 ms to begin
 * (jq 1.6).
 *
 *   field FILTER    reads JSON from standard input; FILTER is .NAME[.NAME...], or a text with such paths in
 * it, each with
 *                   `// ""` behind it or not: "\(.status) \(.pointer // "")"
 *
 * Every other filter, and what is found that is neither a text, a whole number, true, false nor null, goes to
 * jq.
 *
 * SPDX-License-Identifier: ISC
 */
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz_"

/* What was read, which jq gets when it is asked after all. */
struct input {
    int file;
    struct json_object *object; /* NULL when it is not one object */
};

static void
input_read(struct input *input)
{
    char part[4096];
    struct json_tokener *const tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    input->object = NULL;
    input->file = memfd_create("field", 0);
    bool whole = true;
    for (ssize_t n; (n = read(STDIN_FILENO, part, sizeof part)) > 0;) {
        whole = write(input->file, part, (size_t)n) == n && whole;
        if (input->object == NULL)
            input->object = json_tokener_parse_ex(tokener, part, (int)n);
        else
            whole = whole && n == (ssize_t)strspn(part, " \n");
    }
    json_tokener_free(tokener);
    if (!whole || !json_object_is_type(input->object, json_type_object)) {
        json_object_put(input->object);
        input->object = NULL;
    }
}

/* Prints what is at the path that *filter begins with, and moves *filter behind it; false when jq has to be
 * asked. */
static bool
path_print(struct json_object *object, const char **filter, bool in_text, FILE *out)
{
    struct json_object *value = object;
    do {
        char name[64];
        const size_t length = **filter == '.' ? strspn(*filter + 1, NAME_CHARACTERS) : 0;
        if (length == 0 || length >= sizeof name)
            return false;
        memcpy(name, *filter + 1, length);
        name[length] = '\0';
        *filter += 1 + length;
        if (value != NULL && !json_object_is_type(value, json_type_object))
            return false;
        if (!json_object_object_get_ex(value, name, &value))
            value = NULL;
    } while (**filter == '.');
    const char otherwise[] = " // \"\"";
    const bool has_otherwise = in_text && strncmp(*filter, otherwise, sizeof otherwise - 1) == 0;
    if (has_otherwise)
        *filter += sizeof otherwise - 1;
    const enum json_type type = json_object_get_type(value);
    if (type == json_type_array || type == json_type_object || type == json_type_double)
        return false;
    if (has_otherwise && (value == NULL || (type == json_type_boolean && !json_object_get_boolean(value))))
        return true;
    return fputs(value != NULL ? json_object_get_string(value) : "null", out) >= 0;
}

/* The same for a text with paths in it, without its quotes. */
static bool
text_print(struct json_object *object, const char *filter, FILE *out)
{
    while (*filter != '"') {
        const size_t plain = strcspn(filter, "\\\"");
        fwrite(filter, 1, plain, out);
        filter += plain;
        if (*filter == '"')
            break;
        if (strncmp(filter, "\\(", 2) != 0)
            return false;
        filter += 2;
        if (!path_print(object, &filter, true, out) || *filter++ != ')')
            return false;
    }
    return filter[1] == '\0';
}

static bool
filter_print(struct json_object *object, const char *filter, FILE *out)
{
    if (*filter == '"')
        return text_print(object, filter + 1, out);
    return path_print(object, &filter, false, out) && *filter == '\0';
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: field FILTER\n", stderr);
        return 2;
    }
    struct input input;
    char *found = NULL;
    size_t length = 0;
    input_read(&input);
    FILE *const out = open_memstream(&found, &length);
    if (out == NULL)
        return EXIT_FAILURE;
    const bool plain = input.object != NULL && filter_print(input.object, argv[1], out);
    fclose(out);
    json_object_put(input.object);
    if (plain) {
        puts(found);
        free(found);
        return EXIT_SUCCESS;
    }
    free(found);
    lseek(input.file, 0, SEEK_SET);
    dup2(input.file, STDIN_FILENO);
    execlp("jq", "jq", "-r", argv[1], (char *)NULL);
    perror("jq");
    return EXIT_FAILURE;
}

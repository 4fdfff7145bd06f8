/*
 * config_fixture.h: a curt.conf of a test's own, what came of it, and what is said when it is wrong.
 */
#ifndef CURT_TESTS_UNIT_CONFIG_FIXTURE_H
#define CURT_TESTS_UNIT_CONFIG_FIXTURE_H

#include <sys/stat.h>

#include "base/config.h"

#include "store_fixture.h"

static char directory[128], path[160];
static struct config config;
static struct config_source source;

static inline int
config_begin(void **state)
{
    (void)state;
    store_fixture_make_directory(directory, sizeof directory);
    snprintf(path, sizeof path, "%s/curt.conf", directory);
    return 0;
}

static inline int
config_end(void **state)
{
    (void)state;
    store_fixture_remove_directory(directory);
    return 0;
}

static inline enum fault
load(const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fchmod(fileno(file), 0600), 0);
    assert_int_equal(fclose(file), 0);
    setenv("CURT_CONF", path, 1);
    enum fault fault = config_load(&config, &source);
    setenv("CURT_CONF", "/dev/null", 1);
    return fault;
}

static inline enum fault
load_with(const char *name, const char *value)
{
    setenv(name, value, 1);
    enum fault fault = load("");
    unsetenv(name);
    return fault;
}

static inline void
why_says(const char *text)
{
    if (strstr(source.why, text) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", source.why, text);
}

/* What print writes, in memory that stays until the next call. */
static inline const char *
printed(void (*print)(const struct config *, const struct config_source *, FILE *))
{
    static char *text;
    size_t size;
    free(text);
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    if (print != NULL)
        print(&config, &source, stream);
    else
        config_print_template(stream);
    fclose(stream);
    return text;
}

#endif

/*
 * import_run_test.c: an import as a whole: what it says on its way, how far it goes, and what it shows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_run.h"

#include "base/buffer.h"
#include "base/timestamp.h"
#include "event/visit.h"
#include "store_fixture.h"

#define NOW         (1700000000 * TIMESTAMP_SECOND) /* 2023-11-14 22:13:20 */
#define VISITS_MANY 5000

/* What was told in a run. */
struct told {
    unsigned progress;
    char code[64], line[IMPORT_RESULT_LINE_MAX];
    const struct config *config;
};

static void
count_progress(uint64_t done, uint64_t all, void *arg)
{
    assert_true(done <= all);
    ((struct told *)arg)->progress++;
}

static void
keep_row(const struct import_row *row, void *arg)
{
    struct told *told = arg;
    struct buffer line = buffer_over(told->line, sizeof told->line);
    struct json_object *json = import_row_to_json(row, told->config);
    snprintf(
        told->code, sizeof told->code, "%s", json_object_get_string(json_object_object_get(json, "code")));
    import_result_line(&line, row, told->config);
    json_object_put(json);
}

/* Runs an import of a file with this text. */
static struct import_counts
run(struct store_fixture *fixture, struct import_job *job, const char *source, char *text, struct told *told)
{
    struct import_counts counts;
    *told = (struct told){.config = &fixture->config};
    job->links.env = fixture->env;
    job->links.config = &fixture->config;
    job->links.owner = 1;
    job->links.now = NOW;
    job->input = (struct import_input){.source = import_source_find(source),
        .memory = job->input.memory,
        .file = fmemopen(text, strlen(text), "r"),
        .key = "",
        .group = ""};
    job->visits = true;
    job->tell = keep_row;
    job->progress = count_progress;
    job->arg = job->progress_arg = told;
    const enum fault fault = import_job_run(job, &counts);
    assert_true(fault == FAULT_NONE || job->why.text[0] != '\0');
    fclose(job->input.file);
    return counts;
}

static const char one_link[] =
    "INSERT INTO yourls_url (keyword,url,clicks) VALUES ('here','https://example.com/',9);\n";

/* A dump with one link, and many visits of this code at this time. */
static char *
many_visits(const char *code, const char *at)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    fputs(one_link, out);
    for (int i = 0; i < VISITS_MANY; i++)
        fprintf(out, "INSERT INTO yourls_log (click_time,shorturl) VALUES ('%s','%s');\n", at, code);
    fclose(out);
    return text;
}

static void
an_import_says_how_far_it_is_while_it_passes_visits_over(void **state)
{
    struct import_job job = {0};
    struct told told;
    char *text = many_visits("here", "never");
    struct import_counts counts = run(*state, &job, "yourls", text, &told);
    free(text);
    assert_int_equal(counts.visits_bad, VISITS_MANY);
    assert_true(told.progress >= VISITS_MANY / 500);
    text = many_visits("elsewhere", "2021-01-01 00:00:00");
    counts = run(*state, &job, "yourls", text, &told);
    free(text);
    assert_int_equal(counts.visits_left, VISITS_MANY);
    assert_true(told.progress >= VISITS_MANY / 500);
}

static void
a_visit_of_the_future_is_bad_and_one_of_a_clock_that_is_off_is_of_now(void **state)
{
    struct store_fixture *fixture = *state;
    struct import_job job = {0};
    struct told told;
    static struct event event;
    struct visit visit;
    char text[512];
    snprintf(text, sizeof text, "%s%s", one_link,
        "INSERT INTO yourls_log (click_time,shorturl) VALUES ('2023-11-15 22:13:19','here'),"
        "('2023-11-15 22:13:21','here'),('2099-01-01 00:00:00','here');\n");
    const struct import_counts counts = run(fixture, &job, "yourls", text, &told);
    assert_int_equal(counts.visits, 1);
    assert_int_equal(counts.visits_bad, 2);
    assert_int_equal(event_log_read(env_read(fixture->env), 2, &event), FAULT_NONE);
    assert_int_equal(visit_decode(&event, &visit), FAULT_NONE);
    assert_int_equal(visit.at, NOW);
    assert_int_equal(run(fixture, &job, "yourls", text, &told).visits_known, 1);
}

static void
most_counts_the_links_of_a_record_that_is_several(void **state)
{
    struct import_job job = {.most = 3};
    struct told told;
    char text[] = "{\"links\":[{\"link\":\"https://bit.ly/1\",\"long_url\":\"https://example.com/\","
                  "\"custom_bitlinks\":[\"https://bit.ly/a\",\"https://bit.ly/b\",\"https://bit.ly/c\","
                  "\"https://bit.ly/d\",\"https://bit.ly/e\"]}]}";
    job.links.domain = "";
    assert_int_equal(run(*state, &job, "bitly", text, &told).rows, 3);
    assert_non_null(strstr(job.why.text, "more than 3 rows"));
}

static void
the_values_of_json_take_as_much_memory_as_they_may(void **state)
{
    struct import_job job = {0};
    struct told told;
    char text[] = "{\"links\":[{\"slug\":\"a\",\"url\":\"https://example.com/\"}]}";
    job.input.memory = 64;
    assert_int_equal(run(*state, &job, "sink", text, &told).rows, 0);
    assert_non_null(strstr(job.why.text, "not valid JSON"));
    job.input.memory = 65536;
    assert_int_equal(run(*state, &job, "sink", text, &told).links[IMPORT_IMPORTED], 1);
}

static void
a_code_that_is_no_text_is_shown_as_text(void **state)
{
    struct import_job job = {.links.domain = ""};
    struct told told;
    char text[] = "short url,url\nhttps://s.example/a%FF%C3,https://example.com/\n";
    assert_int_equal(run(*state, &job, "csv", text, &told).links[IMPORT_REFUSED], 1);
    assert_string_equal(told.code, "a??");
    assert_non_null(strstr(told.line, "a??"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(an_import_says_how_far_it_is_while_it_passes_visits_over),
        WITH_STORE(a_visit_of_the_future_is_bad_and_one_of_a_clock_that_is_off_is_of_now),
        WITH_STORE(most_counts_the_links_of_a_record_that_is_several),
        WITH_STORE(the_values_of_json_take_as_much_memory_as_they_may),
        WITH_STORE(a_code_that_is_no_text_is_shown_as_text),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

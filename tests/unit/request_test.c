/*
 * request_test.c: what a request takes of the variables that a web server sends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/request.h"

#include "store_fixture.h"

/* A connection with these variables; the linker takes these functions instead of fastcgi.c. */
struct fastcgi {
    char text[8][128];
    char *variables[9];
};

char **
fastcgi_variables(const struct fastcgi *of)
{
    return (char **)(uintptr_t)of->variables;
}

size_t
fastcgi_read(struct fastcgi *of, void *out, size_t size)
{
    (void)of, (void)out, (void)size;
    return 0;
}

bool
fastcgi_is_read(struct fastcgi *of)
{
    (void)of;
    return true;
}

static const char *const names[HTTP_FIELDS] = {
    [HTTP_REQUEST_METHOD] = "REQUEST_METHOD",
    [HTTP_REQUEST_URI] = "REQUEST_URI",
    [HTTP_REMOTE_ADDR] = "REMOTE_ADDR",
    [HTTP_CONTENT_LENGTH] = "CONTENT_LENGTH",
    [HTTP_CONTENT_TYPE] = "CONTENT_TYPE",
    [HTTP_ACCEPT] = "HTTP_ACCEPT",
    [HTTP_ACCESS_CONTROL_REQUEST_METHOD] = "HTTP_ACCESS_CONTROL_REQUEST_METHOD",
    [HTTP_ACCEPT_LANGUAGE] = "HTTP_ACCEPT_LANGUAGE",
    [HTTP_AUTHORIZATION] = "HTTP_AUTHORIZATION",
    [HTTP_COOKIE] = "HTTP_COOKIE",
    [HTTP_HOST] = "HTTP_HOST",
    [HTTP_IDEMPOTENCY_KEY] = "HTTP_IDEMPOTENCY_KEY",
    [HTTP_IF_MATCH] = "HTTP_IF_MATCH",
    [HTTP_IF_NONE_MATCH] = "HTTP_IF_NONE_MATCH",
    [HTTP_ORIGIN] = "HTTP_ORIGIN",
    [HTTP_PURPOSE] = "HTTP_PURPOSE",
    [HTTP_REFERER] = "HTTP_REFERER",
    [HTTP_SEC_FETCH_SITE] = "HTTP_SEC_FETCH_SITE",
    [HTTP_SEC_PURPOSE] = "HTTP_SEC_PURPOSE",
    [HTTP_SERVER_SOFTWARE] = "SERVER_SOFTWARE",
    [HTTP_TRANSFER_ENCODING] = "HTTP_TRANSFER_ENCODING",
    [HTTP_USER_AGENT] = "HTTP_USER_AGENT",
    [HTTP_X_MOZ] = "HTTP_X_MOZ",
    [HTTP_X_PURPOSE] = "HTTP_X_PURPOSE",
};

static struct trusted_proxies proxies;

static void
begin(struct request *request, const char *const (*variables)[2], size_t count)
{
    static struct fastcgi connection;
    for (size_t i = 0; i < count; i++) {
        snprintf(connection.text[i], sizeof *connection.text, "%s=%s", variables[i][0], variables[i][1]);
        connection.variables[i] = connection.text[i];
    }
    connection.variables[count] = NULL;
    request_begin(request, &connection, &proxies);
}

static void
each_field_is_found_by_its_name(void **state)
{
    (void)state;
    for (int f = 0; f < HTTP_FIELDS; f++) {
        const char *const variables[][2] = {{names[f], "/value"}};
        struct request request;
        begin(&request, variables, 1);
        for (int other = 0; other < HTTP_FIELDS; other++)
            assert_string_equal(request.fields[other], other == f ? "/value" : "");
    }
}

/* Names that differ from these in one letter, wherever it is, and short ones. */
static void
no_other_name_is_taken_for_a_field(void **state)
{
    struct request request;
    (void)state;
    for (int f = 0; f < HTTP_FIELDS; f++)
        for (size_t at = 0; at < strlen(names[f]); at++)
            for (unsigned char letter = 'A'; letter <= '_'; letter++) {
                char name[64];
                snprintf(name, sizeof name, "%s", names[f]);
                name[at] = (char)letter;
                const char *const variables[][2] = {{name, "/value"}};
                begin(&request, variables, 1);
                for (int other = 0; other < HTTP_FIELDS; other++)
                    assert_string_equal(
                        request.fields[other], strcmp(name, names[other]) == 0 ? "/value" : "");
            }
    const char *const variables[][2] = {{"", "/value"}, {"T", "/value"}, {"URI", "/value"},
        {"HOST", "/value"}, {"http_host", "/value"}, {"HTTP_HOST_", "/value"}};
    begin(&request, variables, COUNT(variables));
    for (int other = 0; other < HTTP_FIELDS; other++)
        assert_string_equal(request.fields[other], "");
}

/* One that was written by our proxy and one that only looks so on the way are told apart by nothing. */
static void
a_client_that_is_named_twice_is_not_believed(void **state)
{
    const char *const variables[][2] = {
        {"HTTP_X_FORWARDED_FOR", "192.0.2.1"}, {"HTTP_X_FORWARDED_FOR", "192.0.2.2"}};
    struct request request;
    (void)state;
    trusted_proxies_set_header(&proxies, "X-Forwarded-For");
    begin(&request, variables, 1);
    assert_string_equal(request.forwarded, "192.0.2.1");
    begin(&request, variables, 2);
    assert_string_equal(request.forwarded, "");
}

static void
a_header_is_found_by_its_name(void **state)
{
    const char *const variables[][2] = {{"HTTP_X_SIGN", "1"}, {"HTTP_X_SIGN_2", "2"}, {"X_SIGN", "3"},
        {"HTTP_X", "4"}, {"HTTP_TWICE", "5"}, {"HTTP_TWICE", "6"}};
    struct request request;
    (void)state;
    begin(&request, variables, COUNT(variables));
    assert_string_equal(request_header(&request, "X-Sign"), "1");
    assert_string_equal(request_header(&request, "x-sign-2"), "2");
    assert_string_equal(request_header(&request, "X"), "4");
    assert_string_equal(request_header(&request, "Twice"), "5");
    assert_string_equal(request_header(&request, "Sign"), "");
    assert_string_equal(request_header(&request, ""), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_is_found_by_its_name),
        cmocka_unit_test(no_other_name_is_taken_for_a_field),
        cmocka_unit_test(a_client_that_is_named_twice_is_not_believed),
        cmocka_unit_test(a_header_is_found_by_its_name),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

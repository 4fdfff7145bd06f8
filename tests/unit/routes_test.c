/*
 * routes_test.c: which row of a route table answers a request, and what the handler gets of the path.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/routes.h"

#include "http/response.h"
#include "store_fixture.h"

/* A connection that keeps what is written; the linker takes these instead of fastcgi.c. */
struct fastcgi {
    char written[4096];
    size_t length;
};

bool
fastcgi_write(struct fastcgi *to, const void *bytes, size_t length)
{
    assert_true(to->length + length < sizeof to->written);
    memcpy(to->written + to->length, bytes, length);
    to->length += length;
    to->written[to->length] = '\0';
    return true;
}

/* request.c asks for these; no route does. */
char **
fastcgi_variables(const struct fastcgi *of)
{
    (void)of;
    fail();
    return NULL;
}

size_t
fastcgi_read(struct fastcgi *of, void *out, size_t size)
{
    (void)of, (void)out, (void)size;
    fail();
    return 0;
}

bool
fastcgi_is_read(struct fastcgi *of)
{
    (void)of;
    fail();
    return true;
}

static struct fastcgi connection;
static const char *handled; /* the name of the handler that was called */
static char param[128];

static void
handle(struct request *request, const char *name)
{
    handled = name;
    snprintf(param, sizeof param, "%s", request_param(request, "name"));
}

static void
list(struct request *request, struct context *context)
{
    (void)context;
    handle(request, "list");
}

static void
create(struct request *request, struct context *context)
{
    (void)context;
    handle(request, "create");
}

static void
preview(struct request *request, struct context *context)
{
    (void)context;
    handle(request, "preview");
}

static void
get(struct request *request, struct context *context)
{
    (void)context;
    handle(request, "get");
}

static void
statistics(struct request *request, struct context *context)
{
    (void)context;
    handle(request, "statistics");
}

static const struct route routes[] = {
    {HTTP_GET, "/api/links", ROLE_NONE, list, NULL},
    {HTTP_POST, "/api/links", ROLE_NONE, create, NULL},
    {HTTP_POST, "/api/links/preview", ROLE_NONE, preview, NULL},
    {HTTP_GET, "/api/links/{name}", ROLE_NONE, get, NULL},
    {HTTP_GET, "/api/campaigns/{name*}/statistics", ROLE_NONE, statistics, NULL},
    {HTTP_PUT, "/api/keys", ROLE_ADMIN, list, NULL},
};

/* Asks. *answered: did a row of the table fit? */
static void
ask(enum http_method method, const char *uri, bool *answered)
{
    static struct request request;
    static char head[RESPONSE_HEAD_SIZE];
    memset(&request, 0, sizeof request);
    for (size_t i = 0; i < HTTP_FIELDS; i++)
        request.fields[i] = "";
    request.method = method;
    request.fields[HTTP_REQUEST_URI] = uri;
    request.connection = &connection;
    connection.length = 0;
    connection.written[0] = '\0';
    handled = "";
    response_init(&request, head);
    static const struct config config;
    *answered = routes_handle(routes, COUNT(routes), &request, &(struct context){.config = &config});
}

static void
the_path_and_the_method_decide(void **state)
{
    static const struct {
        enum http_method method;
        const char *uri, *handler, *param;
    } table[] = {
        {HTTP_GET, "/api/links", "list", ""},
        {HTTP_GET, "/api/links?limit=5", "list", ""},
        {HTTP_HEAD, "/api/links", "list", ""},
        {HTTP_POST, "/api/links", "create", ""},
        {HTTP_GET, "/api/links/", "list", ""}, /* a collection may end in a slash */
        {HTTP_GET, "/api/links/?limit=5", "list", ""},
        {HTTP_GET, "/%61pi/links", "list", ""}, /* encoded needlessly: the same (RFC 3986, 6.2.2.2) */
        {HTTP_POST, "/api/links/preview", "preview", ""},
        {HTTP_GET, "/api/links/abc", "get", "abc"},
        {HTTP_GET, "/api/links/a%2Fb%20c", "get", "a/b c"},
        {HTTP_GET, "/api/links/a+b", "get", "a+b"}, /* a plus is a space only in a form */
        {HTTP_GET, "/api/links/%zz", "get", "%zz"}, /* no code: as it is */
        {HTTP_GET, "/api/links/abc?name=other", "get", "abc"},
        {HTTP_GET, "/api/campaigns/spring/statistics", "statistics", "spring"},
        {HTTP_GET, "/api/campaigns/2026/spring/statistics", "statistics", "2026/spring"},
        {HTTP_GET, "/api/campaigns/a/statistics/statistics", "statistics", "a/statistics"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        bool answered;
        ask(table[i].method, table[i].uri, &answered);
        assert_true(answered);
        assert_string_equal(handled, table[i].handler);
        assert_string_equal(param, table[i].param);
    }
}

static void
what_no_row_is_for(void **state)
{
    static const char *const table[] = {"", "/", "?", "/api", "/api/", "/api/linkss", "/api/link",
        "/apilinks", "//api/links", "/api//links", "/api%2Flinks", "/api/links//", "/api/links/abc/",
        "/api/links/abc/def", "/api/links/a%00b", "/api/campaigns/statistics", "/api/campaigns//statistics",
        "/api/campaigns/spring", "api/links"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        bool answered;
        ask(HTTP_GET, table[i], &answered);
        assert_false(answered);
        assert_string_equal(handled, "");
        assert_int_equal(connection.length, 0);
    }
}

/* As long as a request can be, and longer. */
static void
a_long_parameter(void **state)
{
    static char uri[3 * REQUEST_PATH_SIZE];
    static const size_t start = sizeof "/api/links/" - 1;
    static const struct {
        size_t length;
        bool fits;
    } table[] = {{100, true}, {REQUEST_PATH_SIZE - 1, true}, {REQUEST_PATH_SIZE, false},
        {2 * REQUEST_PATH_SIZE, false}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        memcpy(uri, "/api/links/", start);
        memset(uri + start, 'a', table[i].length);
        uri[start + table[i].length] = '\0';
        bool answered;
        ask(HTTP_GET, uri, &answered);
        assert_int_equal(answered, table[i].fits);
    }
}

static void
a_method_that_the_path_has_not(void **state)
{
    static const struct {
        enum http_method method;
        const char *uri, *allow;
    } table[] = {
        {HTTP_DELETE, "/api/links", "Allow: GET, HEAD, POST\r\n"},
        {HTTP_OTHER, "/api/links", "Allow: GET, HEAD, POST\r\n"},
        {HTTP_GET, "/api/links/preview", "Allow: POST\r\n"}, /* its own row comes before {name} */
        {HTTP_POST, "/api/links/abc", "Allow: GET, HEAD\r\n"},
        {HTTP_POST, "/api/campaigns/spring/statistics", "Allow: GET, HEAD\r\n"},
        {HTTP_POST, "/api/keys", "Allow: PUT\r\n"}, /* before it asks for a key */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        bool answered;
        ask(table[i].method, table[i].uri, &answered);
        assert_true(answered);
        assert_string_equal(handled, "");
        assert_non_null(strstr(connection.written, "Status: 405\r\n"));
        assert_non_null(strstr(connection.written, table[i].allow));
    }
}

static void
a_key_where_the_row_asks_for_one(void **state)
{
    bool answered;
    (void)state;
    ask(HTTP_PUT, "/api/keys", &answered);
    assert_true(answered);
    assert_string_equal(handled, "");
    assert_non_null(strstr(connection.written, "Status: 401\r\n"));
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_path_and_the_method_decide),
        cmocka_unit_test(what_no_row_is_for),
        cmocka_unit_test(a_long_parameter),
        cmocka_unit_test(a_method_that_the_path_has_not),
        cmocka_unit_test(a_key_where_the_row_asks_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

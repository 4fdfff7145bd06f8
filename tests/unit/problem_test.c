/*
 * problem_test.c: tests of problem.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "http/problem_type.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Consumes the object. */
static void
check(struct json_object *object, const char *wanted)
{
    size_t length;
    assert_string_equal(json_text(object, &length), wanted);
    json_object_put(object);
}

static void
a_problem_as_json(void **state)
{
    static const struct {
        int status;
        const char *title;
    } table[] = {{400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
        {405, "Method Not Allowed"}, {409, "Conflict"}, {410, "Gone"}, {412, "Precondition Failed"},
        {413, "Content Too Large"}, {415, "Unsupported Media Type"}, {422, "Unprocessable Content"},
        {428, "Precondition Required"}, {429, "Too Many Requests"}, {500, "Internal Server Error"},
        {503, "Service Unavailable"}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        assert_string_equal(problem_status_title(table[i].status), table[i].title);
    problem_use("https://s.example.com", NULL);
    check(problem_json(ERROR_MISSING_FIELD, "url is \"missing\".", "#/url"),
        "{\"type\":\"https://s.example.com/api/v1/problems#missing_field\",\"title\":\"Unprocessable "
        "Content\","
        "\"status\":422,\"code\":\"missing_field\",\"detail\":\"url is "
        "\\\"missing\\\".\",\"pointer\":\"#/url\"}");
    check(problem_json(ERROR_NOT_FOUND, "There is no such link.", NULL),
        "{\"type\":\"https://s.example.com/api/v1/problems#not_found\",\"title\":\"Not "
        "Found\",\"status\":404,"
        "\"code\":\"not_found\",\"detail\":\"There is no such link.\"}");
}

static void
a_fault_of_the_store(void **state)
{
    static const struct {
        enum fault fault;
        int status;
        const char *code;
    } table[] = {{FAULT_SPACE, 507, "store_full"}, {FAULT_AGAIN, 503, "store_unavailable"},
        {FAULT_SYSTEM, 503, "store_unavailable"}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct json_object *problem = problem_store_json(table[i].fault);
        assert_int_equal(json_object_get_int(json_object_object_get(problem, "status")), table[i].status);
        assert_string_equal(json_object_get_string(json_object_object_get(problem, "code")), table[i].code);
        assert_null(strstr(json_object_get_string(problem), "nothing was changed"));
        json_object_put(problem);
    }
}

/* Programs rely on the names: each is there once, of lower-case words, with a status of an error. */
static void
each_type_has_a_name(void **state)
{
    (void)state;
    for (enum error_code code = 0; code < ERROR_CODES; code++) {
        const struct problem_type *type = problem_type(code);
        assert_non_null(type->name);
        assert_int_equal(strspn(type->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(type->name));
        assert_true(type->status >= 400 && type->status < 600);
        assert_int_equal(type->meaning[strlen(type->meaning) - 1], '.');
        for (enum error_code other = 0; other < code; other++)
            assert_string_not_equal(problem_type(other)->name, type->name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_problem_as_json),
        cmocka_unit_test(a_fault_of_the_store),
        cmocka_unit_test(each_type_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

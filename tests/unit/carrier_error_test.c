/*
 * carrier_error_test.c: the words for the codes of errors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier_error.h"

#include "message/message.h"
#include "message/message_state.h"
#include "store_fixture.h"

static void
codes_have_words(void **state)
{
    (void)state;
    assert_string_equal(carrier_error_find("1210")->reason, "spam");
    assert_string_equal(carrier_error_find("1240")->reason, "opted_out");
    assert_string_equal(carrier_error_find("21610")->reason, "opted_out");
    assert_true(message_state_is_opt_out("1240") && message_state_is_opt_out("21610"));
    assert_false(message_state_is_opt_out("1241") || message_state_is_opt_out(""));
    assert_string_equal(carrier_error_find("suppressed")->reason, "opted_out");
    assert_string_equal(carrier_error_find("-")->reason, "unknown");
    assert_null(carrier_error_find(""));
    assert_null(carrier_error_find("121"));
    assert_null(carrier_error_find("12100"));
}

static void
each_code_stands_once_and_is_whole(void **state)
{
    const struct carrier_error *error;
    (void)state;
    for (unsigned i = 0; (error = carrier_error_at(i)) != NULL; i++) {
        assert_ptr_equal(carrier_error_find(error->code), error);
        assert_true(strlen(error->code) <= MESSAGE_ERROR_MAX);
        assert_int_equal(strspn(error->reason, "abcdefghijklmnopqrstuvwxyz_"), strlen(error->reason));
        assert_true(error->meaning[0] != '\0' && error->meaning[strlen(error->meaning) - 1] != '.');
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_words),
        cmocka_unit_test(each_code_stands_once_and_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

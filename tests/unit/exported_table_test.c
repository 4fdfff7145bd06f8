/*
 * exported_table_test.c: no table is forgotten in an export.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/exported_table.h"

#include "store_fixture.h"

/* A new table: is it exported, made again of others, or of no use elsewhere? */
static void
each_table_is_accounted_for(void **state)
{
    (void)state;
    for (enum table t = 0; t < TABLES; t++) {
        const struct exported_table *one = &exported_tables[t];
        if (one->how != EXPORTED_ROWS && one->how != EXPORTED_MADE_AGAIN && one->how != EXPORTED_NOT)
            fail_msg("%s is not in exported_table.c", table_file(t));
        assert_int_equal(one->kind != NULL, one->how == EXPORTED_ROWS);
        assert_true(one->how == EXPORTED_ROWS || (one->show == NULL && one->add == NULL && !one->own));
    }
}

static void
each_kind_names_one_table(void **state)
{
    (void)state;
    for (enum table t = 0; t < TABLES; t++)
        if (exported_tables[t].kind != NULL)
            assert_int_equal(exported_table_find(exported_tables[t].kind), t);
    assert_int_equal(exported_table_find("session"), TABLES);
    assert_int_equal(exported_table_find(""), TABLES);
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_table_is_accounted_for),
        cmocka_unit_test(each_kind_names_one_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

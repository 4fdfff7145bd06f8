/*
 * recipients_csv_test.c: which column is whose, in lists as people keep them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_csv.h"

#include "store_fixture.h"

/* All recipients of a list as JSON, one after the other, "!" and its reason for what is wrong. */
static void
read_list(const char *list, char *out, size_t size, char column[static RECIPIENT_COLUMN_SIZE])
{
    struct recipients_csv *reader = recipients_csv_create();
    struct recipient_item item;
    enum fault fault = FAULT_NONE;
    size_t used = 0;
    recipients_csv_feed(reader, list, strlen(list));
    for (bool ended = false; fault != FAULT_INPUT;) {
        fault = recipients_csv_next(reader, &item);
        if (fault == FAULT_MISSING && ended)
            break;
        if (fault == FAULT_MISSING) {
            recipients_csv_end(reader);
            ended = true;
            continue;
        }
        used += (size_t)snprintf(out + used, size - used, "%s%s",
            item.fields != NULL ? json_object_to_json_string_ext(item.fields, JSON_C_TO_STRING_PLAIN) : "!",
            item.fields != NULL ? "" : item.why);
        assert_true(used < size);
        json_object_put(item.fields);
    }
    out[used] = '\0';
    strcpy(column, recipients_csv_to_column(reader));
    recipients_csv_free(reader);
}

static void
lists_are_read(void **state)
{
    static const struct {
        const char *list, *read, *column;
    } table[] = {
        {"", "", ""},
        {"to\n4477\n", "{\"to\":\"4477\"}", ""},
        {"to,name\n4477,Ada\n4478,\n", "{\"to\":\"4477\",\"name\":\"Ada\"}{\"to\":\"4478\"}", ""},
        {" to , name \n 4477 , Ada \n", "{\"to\":\"4477\",\"name\":\"Ada\"}", ""},
        {"To\n4477\n", "{\"to\":\"4477\"}", "To"},
        {"Name;PHONE\nAda;4477\n", "{\"Name\":\"Ada\",\"to\":\"4477\"}", "PHONE"},
        {"Mobile Number\tname\n4477\tAda\n", "{\"to\":\"4477\",\"name\":\"Ada\"}", "Mobile Number"},
        {"Phone,to\n1,4477\n", "{\"Phone\":\"1\",\"to\":\"4477\"}", ""},
        {"Mobile_Number\n4477\n", "{\"to\":\"4477\"}", "Mobile_Number"},
        {"name,mobile-phone\nAda,4477\n", "{\"name\":\"Ada\",\"to\":\"4477\"}", "mobile-phone"},
        {"CellPhone\n4477\n", "{\"to\":\"4477\"}", "CellPhone"},
        {"Phone No.\n4477\n", "{\"to\":\"4477\"}", "Phone No."},
        {"msisdn\n4477\n", "{\"to\":\"4477\"}", "msisdn"},
        /* what spreadsheets leave behind */
        {"to,name,,,\n4477,Ada,,,\n,,,,\n\"\",\" \",,,\n4478,Bo\n",
            "{\"to\":\"4477\",\"name\":\"Ada\"}{\"to\":\"4478\",\"name\":\"Bo\"}", ""},
        {"to,name\n4477,Ada,,,,,\n4478,Bo,x\n",
            "{\"to\":\"4477\",\"name\":\"Ada\"}!the row has more fields than the first has names", ""},
        {"sep=;\nto;name\n4477;Ada, B\n", "{\"to\":\"4477\",\"name\":\"Ada, B\"}", ""},
        {",,\nto,name\n4477,Ada\n", "{\"to\":\"4477\",\"name\":\"Ada\"}", ""},
        /* a first row that cannot be used */
        {"to,to\n4477,4478\n", "!the first row has two columns named to; rename one of them", ""},
        {"to,name, name\n4477,a,b\n", "!the first row has two columns named name; rename one of them", ""},
        {"Phone,Mobile\n4477,4478\n",
            "!the columns Phone and Mobile could both hold the recipients; rename one of them to \"to\"", ""},
        {"To,TO\n4477,4478\n",
            "!the columns To and TO could both hold the recipients; rename one of them to \"to\"", ""},
        {"to,To,name\n4477,4478,a\n",
            "!the columns to and To could both hold the recipients; rename one of them", ""},
        {"mobiles\n4477\n", "!the first row must name the columns, and one of them must be to", ""},
        {"name,address\nAda,x\n", "!the first row must name the columns, and one of them must be to", ""},
        {"447700900000\n447700900001\n", "!the first row must name the columns, and one of them must be to",
            ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char read[512], column[RECIPIENT_COLUMN_SIZE];
        read_list(table[i].list, read, sizeof read, column);
        assert_string_equal(read, table[i].read);
        assert_string_equal(column, table[i].column);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lists_are_read)};
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

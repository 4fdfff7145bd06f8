/*
 * sigv4_test.c: AWS's Signature Version 4: the published test vectors, and what is no Authorization.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/sigv4.h"

#include <stdint.h>

#include "store_fixture.h"

#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define TIME   "20150830T123600Z"

/* A request of the vectors, and what is published of it. */
struct vector {
    const char *method, *query, *body, *service;
    const char *headers[4][2];
    const char *signed_headers, *digest, *signature;
};

#define HOST                            \
    {                                   \
        "host", "example.amazonaws.com" \
    }
#define DATE               \
    {                      \
        "x-amz-date", TIME \
    }

static const struct vector vectors[] = {
    {"GET", "", "", "service", {HOST, DATE}, "host;x-amz-date",
        "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"GET", "Param2=value2&Param1=value1", "", "service", {HOST, DATE}, "host;x-amz-date",
        "816cd5b414d056048ba4f7c5386d6e0533120fb1fcfa93762cf0fc39e2cf19e0",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
    {"POST", "", "", "service", {HOST, DATE}, "host;x-amz-date",
        "553f88c9e4d10fc9e109e2aeb65f030801b70c2f6468faca261d401ae622fc87",
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
    {"GET", "", "", "service", {HOST, {"my-header1", " value1"}, {"my-header2", "\"a   b   c\" "}, DATE},
        "host;my-header1;my-header2;x-amz-date",
        "a726db9b0df21c14f559d0a978e563112acb1b9e05476f0a6a1c7d68f28605c7",
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
    {"POST", "", "Param1=value1", "service",
        {HOST, {"content-type", "application/x-www-form-urlencoded"}, DATE}, "content-type;host;x-amz-date",
        "42a5e5bb34198acb3e84da4f085bb7927f2bc277ca766e6d19c73c2154021281",
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
    {"GET", "Action=ListUsers&Version=2010-05-08", "", "iam",
        {{"host", "iam.amazonaws.com"}, {"content-type", "application/x-www-form-urlencoded; charset=utf-8"},
            DATE},
        "content-type;host;x-amz-date", "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"},
};

static const char *
header_of(const void *arg, const char *name)
{
    const struct vector *vector = arg;
    for (size_t i = 0; i < 4 && vector->headers[i][0] != NULL; i++)
        if (strcmp(vector->headers[i][0], name) == 0)
            return vector->headers[i][1];
    return NULL;
}

static struct sigv4_authorization
authorization_of(const struct vector *vector)
{
    char text[1024];
    struct sigv4_authorization out;
    snprintf(text, sizeof text,
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/%s/aws4_request, SignedHeaders=%s, "
        "Signature=%s",
        vector->service, vector->signed_headers, vector->signature);
    assert_int_equal(sigv4_authorization_parse(text, &out), FAULT_NONE);
    return out;
}

static void
the_published_vectors(void **state)
{
    char space[SIGV4_CANONICAL_SIZE], text[SHA256_TEXT_SIZE];
    uint8_t body[SHA256_BYTES], digest[SHA256_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *vector = &vectors[i];
        struct sigv4_authorization authorization = authorization_of(vector);
        sha256_text(vector->body, body);
        struct sigv4_request request = {vector->method, "/", vector->query, body, header_of, vector};
        struct buffer canonical = buffer_over(space, sizeof space);
        assert_string_equal(authorization.key, "AKIDEXAMPLE");
        assert_string_equal(authorization.region, "us-east-1");
        assert_int_equal(sigv4_canonical_request(&request, &authorization, &canonical), FAULT_NONE);
        sha256_digest(&(struct sha256_part){canonical.text, canonical.length}, 1, digest);
        sha256_format(digest, text);
        assert_string_equal(text, vector->digest);
        assert_true(sigv4_holds(&request, &authorization, TIME, SECRET));
        assert_false(sigv4_holds(&request, &authorization, TIME, SECRET "x"));
        assert_false(sigv4_holds(&request, &authorization, "20150830T123601Z", SECRET));
        request.path = "/x";
        assert_false(sigv4_holds(&request, &authorization, TIME, SECRET));
        request.path = "/";
        body[31] ^= 1;
        assert_false(sigv4_holds(&request, &authorization, TIME, SECRET));
    }
}

static void
parameters_are_sorted_by_name_then_by_value(void **state)
{
    char space[SIGV4_CANONICAL_SIZE];
    uint8_t body[SHA256_BYTES] = {0};
    struct sigv4_authorization authorization = authorization_of(&vectors[0]);
    struct sigv4_request request = {"GET", "/aws", "a-=1&a=2&b&a=1&A=3", body, header_of, &vectors[0]};
    struct buffer canonical = buffer_over(space, sizeof space);
    (void)state;
    assert_int_equal(sigv4_canonical_request(&request, &authorization, &canonical), FAULT_NONE);
    assert_ptr_equal(strstr(space, "GET\n/aws\nA=3&a=1&a=2&a-=1&b=\nhost:"), space);
}

static void
a_header_that_is_signed_but_was_not_sent(void **state)
{
    uint8_t body[SHA256_BYTES] = {0};
    char space[SIGV4_CANONICAL_SIZE];
    struct sigv4_authorization authorization = authorization_of(&vectors[4]);
    struct sigv4_request request = {"POST", "/", "", body, header_of, &vectors[0]};
    struct buffer canonical = buffer_over(space, sizeof space);
    (void)state;
    assert_int_equal(sigv4_canonical_request(&request, &authorization, &canonical), FAULT_INPUT);
    assert_true(sigv4_signs(&authorization, "host"));
    assert_false(sigv4_signs(&authorization, "hos"));
    assert_false(sigv4_signs(&authorization, "x-amz-target"));
}

#define SIGNATURE "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
#define SCOPE     "Credential=curt_7/20150830/us-east-1/events/aws4_request"

static void
what_is_no_authorization(void **state)
{
    static const char *const good[] = {"AWS4-HMAC-SHA256 " SCOPE
                                       ", SignedHeaders=host;x-amz-date, " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ",SignedHeaders=host," SIGNATURE,
        "AWS4-HMAC-SHA256 " SIGNATURE ", SignedHeaders=host, " SCOPE};
    static const char *const bad[] = {"", "Bearer curt_7_x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 " SCOPE ", SignedHeaders=host", "AWS4-HMAC-SHA256 " SCOPE ", " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ", " SCOPE ", " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ", SignedHeaders=x-amz-date;host, " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ", SignedHeaders=host;host, " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ", SignedHeaders=host;, " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ", SignedHeaders=Host, " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ", SignedHeaders=, " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ", SignedHeaders=host, Signature=5f",
        "AWS4-HMAC-SHA256 Credential=curt_7/2015083/us-east-1/events/aws4_request, "
        "SignedHeaders=host, " SIGNATURE,
        "AWS4-HMAC-SHA256 Credential=curt_7/20150830//events/aws4_request, SignedHeaders=host, " SIGNATURE,
        "AWS4-HMAC-SHA256 Credential=curt_7/20150830/us-east-1/events/aws5_request, "
        "SignedHeaders=host, " SIGNATURE,
        "AWS4-HMAC-SHA256 " SCOPE ", SignedHeaders=host, " SIGNATURE ", More=1"};
    struct sigv4_authorization out;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(sigv4_authorization_parse(good[i], &out), FAULT_NONE);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(sigv4_authorization_parse(bad[i], &out), FAULT_INPUT);
}

static void
times(void **state)
{
    int64_t at;
    (void)state;
    assert_int_equal(sigv4_time_parse("19700101T000001Z", &at), FAULT_NONE);
    assert_int_equal(at, 1000000);
    assert_int_equal(sigv4_time_parse("20150230T000001Z", &at), FAULT_INPUT);
    assert_int_equal(sigv4_time_parse("20150830T1236001", &at), FAULT_INPUT);
    assert_int_equal(sigv4_time_parse("", &at), FAULT_INPUT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vectors),
        cmocka_unit_test(parameters_are_sorted_by_name_then_by_value),
        cmocka_unit_test(a_header_that_is_signed_but_was_not_sent),
        cmocka_unit_test(what_is_no_authorization),
        cmocka_unit_test(times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

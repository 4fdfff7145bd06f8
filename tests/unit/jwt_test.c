/*
 * jwt_test.c: tokens that another implementation (Node.js's crypto) signed, and what is made of them;
 * tokens that are made.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/jwt.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "base/uuid.h"
#include "store_fixture.h"

#define SECRET    "sig-secret-Q9x7"
#define BODY      "{\"message_uuid\":\"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab\",\"status\":\"delivered\"}"
#define SIGNED    INT64_C(1700000000) /* their iat */
#define TOLERANCE 300

#define UNSIGNED "The token is not signed by HS256 with the signature secret."
#define UNTIMELY "The token's iat is too far from now."
#define UNLIKE   "The token's payload_hash does not match the body."
#define ANOTHER  "The token's iss is not Vonage."
#define NAMELESS "The token's jti must be 1 to 64 printable characters."

static const char good[] =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
    "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY"
    "5NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIiwiYXBwbGljYXRpb25faWQiOiJhYWFhY"
    "WFhYS1iYmJiLTRjY2MtOGRkZC0wMTIzNDU2Nzg5YWIifQ.VRXkolAwHFZbbC8tM1nFpB7ZQ0ONy-WQSMINvA18710";

/* Signed by RS256 with the private key of PUBLIC_KEY. */
static const char by_rsa[] =
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
    "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY"
    "5NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.QFRMGB2ZmHuVwc3TBBIAX68DUuq93"
    "XRn5BIt0tW97R3SGVXfTKU6boLGP35SM2FMnU0ztYVJml26CT2oCxP79xCgvDCzn8k5IICK5OCZ7R99sTjttZEC1ha"
    "kOHtYqvAutP9glb4AZW4FokJYTVzI7uW7iJEP3qRPLZA2BUcB30knlT5d0vl6-dPW2xZRoi70IGfCPOghqJRQ8okok"
    "cwwV_zCg8jjyyGVaD6RxLyfyQ6Uf_q2NqWcU05CKhTPwkH9bLFfZqQIotW4mMAxD5UbnlUIhrTZCJarXNctc1wNnMO"
    "4NwgO1MTlaDeIlXfwg99ByXZ1tMojxtZeoDRCTx59fA";

#define PUBLIC_KEY                                                       \
    "-----BEGIN PUBLIC KEY-----\n"                                       \
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2emGXbqtBgyxI2UF0sHl\n" \
    "7z+Adbj9bkW8VpJOZiC5bt86Thi/9snybOgNfJbTDH2VESYWiaTgGl3FBHJSloWi\n" \
    "jNa3gLKEhMKld6BKswnqh7RXoqqN8OJIONWaHJa8Txbajd7InJvpp3EQdWEx5Q//\n" \
    "1YrTSCMfzUs/SGt2F/XC/m74hu3vt+68H/KGu2POgJs2XYGfPiv9WKrJY+PJAf4i\n" \
    "KPuxwq4idVy1aItfdxelYjDoa3RT02ivjjmZ4eKW9dlMyxIuv/ploI+1hTs8sza1\n" \
    "TR03SLw3UBZfyVZB64LnjdL3HEfL/d55gv4DdZujLwuvFs5WcRn7VUhy/TZDpixG\n" \
    "AwIDAQAB\n"                                                         \
    "-----END PUBLIC KEY-----\n"

/* Signed by HS256 with PUBLIC_KEY's text as the secret. */
static const char by_public_key[] =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
    "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY"
    "5NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.vojRFi72jak6cy4jZFJTucm1366Tv"
    "Aj5fjDgVvNphSA";

static const char *
why_not(const char *token, const char *secret, const char *body, int64_t seconds, struct jwt_claims *out)
{
    const char *why = "";
    const enum fault fault = jwt_verify(
        token, secret, body, strlen(body), seconds * TIMESTAMP_SECOND, TOLERANCE, out, &why);
    assert_int_equal(fault, why == NULL ? FAULT_NONE : FAULT_INPUT);
    return why;
}

static void
check(const char *name, const char *why, const char *wanted)
{
    if ((why == NULL) != (wanted == NULL) || (why != NULL && strcmp(why, wanted) != 0))
        fail_msg("%s: %s", name, why != NULL ? why : "taken");
}

static void
what_the_carrier_signed_is_taken(void **state)
{
    struct jwt_claims claims;
    (void)state;
    assert_null(why_not(good, SECRET, BODY, SIGNED, &claims));
    assert_int_equal(claims.iat, SIGNED * TIMESTAMP_SECOND);
    assert_string_equal(claims.jti, "c5ba8f24");
    assert_string_equal(claims.api_key, "a1b2c3d");
    assert_string_equal(claims.application_id, "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab");
}

static void
each_claim_is_looked_at(void **state)
{
    static const struct {
        const char *name, *token, *why;
    } cases[] = {
        {"no application_id",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY"
            "5NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.Xmme0GGOotLU1ENHWufz1ZyD430LJ"
            "e1n_zbEx_-j5a4",
            NULL},
        {"the hash in capitals",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiRDVFQ0JDN0FCNzdCMzc2QjJDRjYzNUE2ODY5RDREQkIxNTMyMjE3NUY"
            "5NUI1QzE5MjYwQTI3RjYyMTdFNEVGRiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.wrYeDHDyE7nNEJhlD5XlNdpz3Ihcz"
            "wWsT-AeCGV2UYA",
            NULL},
        {"alg none",
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzIj"
            "oiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY5"
            "NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.",
            UNSIGNED},
        {"alg none, and a signature",
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzIj"
            "oiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY5"
            "NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.cjRRGQlbLKsnBiQVBbPPUr5UaGaugV"
            "wd7aAhuvIAIF4",
            UNSIGNED},
        {"no alg",
            "eyJ0eXAiOiJKV1QifQ.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzIjoiVm9uYWdlIiwicGF"
            "5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY5NWI1YzE5MjYwYTI3Z"
            "jYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.8AC-xBnoRur1B66FyVS-pkWiWGr0l_zHMtf1eF0BvGA",
            UNSIGNED},
        {"HS512",
            "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY"
            "5NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.of1CF6z36FTTC6U117PAV1k40sdoO"
            "5L8jvB9_6q_A87gMe3a-TKm4nUvkn_jOiWm6sC48TFhf43TPjERKej8aA",
            UNSIGNED},
        {"another secret",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY"
            "5NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.1fNIiAyQtCDq8teyph9nuBI-eDy5v"
            "Fd8xOO5mDqXXeU",
            UNSIGNED},
        {"iat a text",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOiIxNzAwMDAwMDAwIiwianRpIjoiYzViYThmMjQiLCJpc"
            "3MiOiJWb25hZ2UiLCJwYXlsb2FkX2hhc2giOiJkNWVjYmM3YWI3N2IzNzZiMmNmNjM1YTY4NjlkNGRiYjE1MzIyMTc"
            "1Zjk1YjVjMTkyNjBhMjdmNjIxN2U0ZWZmIiwiYXBpX2tleSI6ImExYjJjM2QifQ.UfVS0mDTryKr26G5jFYF7VrwSr"
            "G9oY03z4sPkI_Zcw8",
            UNTIMELY},
        {"iat with a fraction",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAuNSwianRpIjoiYzViYThmMjQiLCJpc"
            "3MiOiJWb25hZ2UiLCJwYXlsb2FkX2hhc2giOiJkNWVjYmM3YWI3N2IzNzZiMmNmNjM1YTY4NjlkNGRiYjE1MzIyMTc"
            "1Zjk1YjVjMTkyNjBhMjdmNjIxN2U0ZWZmIiwiYXBpX2tleSI6ImExYjJjM2QifQ.H7AOU_VfnQ26GwTEEoOYbujiAS"
            "Ope55mTZkx093jywc",
            UNTIMELY},
        {"no iat",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJqdGkiOiJjNWJhOGYyNCIsImlzcyI6IlZvbmFnZSIsInBheWxvY"
            "WRfaGFzaCI6ImQ1ZWNiYzdhYjc3YjM3NmIyY2Y2MzVhNjg2OWQ0ZGJiMTUzMjIxNzVmOTViNWMxOTI2MGEyN2Y2MjE"
            "3ZTRlZmYiLCJhcGlfa2V5IjoiYTFiMmMzZCJ9.wixChPYkD59ouFjMomfT2ysoMMTMRlS5pR6gukoQnLw",
            UNTIMELY},
        {"iat the least number",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOi05MjIzMzcyMDM2ODU0Nzc1ODA4LCJqdGkiOiJjNWJhO"
            "GYyNCIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6ImQ1ZWNiYzdhYjc3YjM3NmIyY2Y2MzVhNjg2OWQ0ZGJ"
            "iMTUzMjIxNzVmOTViNWMxOTI2MGEyN2Y2MjE3ZTRlZmYiLCJhcGlfa2V5IjoiYTFiMmMzZCJ9.CGyVAOCP4T8MuORL"
            "qomU-GZx5a7mHbcpE8vBtOK-bis",
            UNTIMELY},
        {"another hash",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA"
            "wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCIsImFwaV9rZXkiOiJhMWIyYzNkIn0.h_QKGo6DGXNZhBjWDSz1aywKCiaXd"
            "_CO41iJEyQPwzg",
            UNLIKE},
        {"a hash that is none",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY"
            "5NWI1YzE5MjYwYTI3ZjYyMTdlNGVmWiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.CXMDBn5W3cyucBKlszBCGBuRgZo6v"
            "95m573uncpBQ6U",
            UNLIKE},
        {"no hash",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiVm9uYWdlIiwiYXBpX2tleSI6ImExYjJjM2QifQ.0gqN1xAyiXxEqA3Ex4XLV2Aubut_WmtaWSvZECJWAPs",
            UNLIKE},
        {"another iss",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiU29tZWJvZHkiLCJwYXlsb2FkX2hhc2giOiJkNWVjYmM3YWI3N2IzNzZiMmNmNjM1YTY4NjlkNGRiYjE1MzIyMTc"
            "1Zjk1YjVjMTkyNjBhMjdmNjIxN2U0ZWZmIiwiYXBpX2tleSI6ImExYjJjM2QifQ.4wUZ1UKu497HVwSZsME7DIxSlE"
            "qu-umt1KNeI0yfOWM",
            ANOTHER},
        {"no iss",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwicGF5b"
            "G9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY5NWI1YzE5MjYwYTI3ZjY"
            "yMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.w1_OCbQT4xMPgZn9OtGx8nWoQLe8ARD6s9NdIWotvdc",
            ANOTHER},
        {"no jti",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImlzcyI6IlZvbmFnZSIsInBheWxvY"
            "WRfaGFzaCI6ImQ1ZWNiYzdhYjc3YjM3NmIyY2Y2MzVhNjg2OWQ0ZGJiMTUzMjIxNzVmOTViNWMxOTI2MGEyN2Y2MjE"
            "3ZTRlZmYiLCJhcGlfa2V5IjoiYTFiMmMzZCJ9.MFhtt-94pJexI9ZfN_tYA1oWQkyD_zVR-uIyBaIvYNU",
            NAMELESS},
        {"jti a number",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6MTIsImlzcyI6IlZvbmFnZ"
            "SIsInBheWxvYWRfaGFzaCI6ImQ1ZWNiYzdhYjc3YjM3NmIyY2Y2MzVhNjg2OWQ0ZGJiMTUzMjIxNzVmOTViNWMxOTI"
            "2MGEyN2Y2MjE3ZTRlZmYiLCJhcGlfa2V5IjoiYTFiMmMzZCJ9.6Tld1veSQEJEsjvZACHCTDZtygsJfe1NtIOaxaVM"
            "xE4",
            NAMELESS},
        {"jti too long",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6Inh4eHh4eHh4eHh4eHh4e"
            "Hh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4IiwiaXNzIjoiVm9uYWdlIiw"
            "icGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY5NWI1YzE5MjYwY"
            "TI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJhMWIyYzNkIn0.ARa-qdc2M1o7hu1kEapy-HPsNoREjVZkbZw-Uz4xGE4",
            NAMELESS},
        {"jti as long as may be",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6Inh4eHh4eHh4eHh4eHh4e"
            "Hh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHgiLCJpc3MiOiJWb25hZ2UiLCJ"
            "wYXlsb2FkX2hhc2giOiJkNWVjYmM3YWI3N2IzNzZiMmNmNjM1YTY4NjlkNGRiYjE1MzIyMTc1Zjk1YjVjMTkyNjBhM"
            "jdmNjIxN2U0ZWZmIiwiYXBpX2tleSI6ImExYjJjM2QifQ.qZjtZOZhSUcFfwrMaK00j42nmSqbfvxwatGAkDUwM8k",
            NULL},
        {"a line end in jti",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImFcbmIiLCJpc3MiOiJWb"
            "25hZ2UiLCJwYXlsb2FkX2hhc2giOiJkNWVjYmM3YWI3N2IzNzZiMmNmNjM1YTY4NjlkNGRiYjE1MzIyMTc1Zjk1YjV"
            "jMTkyNjBhMjdmNjIxN2U0ZWZmIiwiYXBpX2tleSI6ImExYjJjM2QifQ.IYxr-TiDyiwmNwMZQ6QGMHiZibo8p32mfh"
            "9_sP0Yjqg",
            NAMELESS},
        {"api_key too long",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0IiwiaXNzI"
            "joiVm9uYWdlIiwicGF5bG9hZF9oYXNoIjoiZDVlY2JjN2FiNzdiMzc2YjJjZjYzNWE2ODY5ZDRkYmIxNTMyMjE3NWY"
            "5NWI1YzE5MjYwYTI3ZjYyMTdlNGVmZiIsImFwaV9rZXkiOiJ4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4e"
            "Hh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eCJ9.J7ZDqBq6YXju7HAFt-_CwUPMacnxWP8GQVdWlC56VF"
            "c",
            "The token's api_key is too long or not printable."},

    };
    struct jwt_claims claims;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check(cases[i].name, why_not(cases[i].token, SECRET, BODY, SIGNED, &claims), cases[i].why);
}

static void
a_token_of_another_time_is_refused(void **state)
{
    static const struct {
        int64_t seconds;
        const char *why;
    } cases[] = {{-TOLERANCE - 1, UNTIMELY}, {-TOLERANCE, NULL}, {TOLERANCE, NULL}, {TOLERANCE + 1, UNTIMELY},
        {-SIGNED, UNTIMELY}};
    struct jwt_claims claims;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check("time", why_not(good, SECRET, BODY, SIGNED + cases[i].seconds, &claims), cases[i].why);
}

/* base64url without padding. */
static size_t
encode(const void *bytes, size_t length, char *out)
{
    size_t n = (size_t)EVP_EncodeBlock((unsigned char *)out, bytes, (int)length);
    while (n > 0 && out[n - 1] == '=')
        n--;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(out[i] == '+' ? '-' : out[i] == '/' ? '_' : out[i]);
    return n;
}

/* A token of BODY with these claims beside those that each has. */
static const char *
signed_with(const char *claims, char token[static JWT_SIZE])
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    char all[1024];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned digest_length;
    snprintf(all, sizeof all,
        "{\"iat\":%lld,\"jti\":\"a\",\"iss\":\"Vonage\",\"payload_hash\":"
        "\"d5ecbc7ab77b376b2cf635a6869d4dbb15322175f95b5c19260a27f6217e4eff\"%s}",
        (long long)SIGNED, claims);
    size_t length = encode(header, sizeof header - 1, token);
    token[length++] = '.';
    length += encode(all, strlen(all), token + length);
    HMAC(EVP_sha256(), SECRET, sizeof SECRET - 1, (unsigned char *)token, length, digest, &digest_length);
    token[length++] = '.';
    token[length + encode(digest, digest_length, token + length)] = '\0';
    return token;
}

#define EXPIRED "The token's exp is past, or no time."
#define EARLY   "The token's nbf is yet to come, or no time."

static void
a_token_lives_from_nbf_to_exp(void **state)
{
    static const struct {
        const char *claims, *why;
    } cases[] = {{"", NULL}, {",\"exp\":1700000900", NULL}, {",\"exp\":1700000001,\"nbf\":1699999999", NULL},
        {",\"exp\":1699999971", NULL}, {",\"exp\":1699999970", EXPIRED}, {",\"exp\":1699999000", EXPIRED},
        {",\"exp\":0", EXPIRED}, {",\"exp\":-1", EXPIRED}, {",\"exp\":1699999970.5", NULL},
        {",\"exp\":1699999969.9", EXPIRED}, {",\"exp\":1.7e9", NULL}, {",\"exp\":9e99", NULL},
        {",\"exp\":9223372036854775807", NULL}, {",\"exp\":\"1700000900\"", EXPIRED},
        {",\"exp\":\"\"", EXPIRED}, {",\"exp\":null", EXPIRED}, {",\"exp\":true", EXPIRED},
        {",\"exp\":[1700000900]", EXPIRED}, {",\"exp\":{}", EXPIRED}, {",\"nbf\":1700000000", NULL},
        {",\"nbf\":1700000030", NULL}, {",\"nbf\":1700000031", EARLY}, {",\"nbf\":1700086400", EARLY},
        {",\"nbf\":1700000030.5", EARLY}, {",\"nbf\":0", NULL}, {",\"nbf\":\"0\"", EARLY},
        {",\"nbf\":null", EARLY}, {",\"nbf\":false", EARLY}, {",\"nbf\":[]", EARLY},
        {",\"exp\":1600000000,\"nbf\":1600000000", EXPIRED}, {",\"EXP\":1,\"not_before\":9e9", NULL}};
    struct jwt_claims claims;
    char token[JWT_SIZE];
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check(cases[i].claims, why_not(signed_with(cases[i].claims, token), SECRET, BODY, SIGNED, &claims),
            cases[i].why);
}

static void
one_character_changed_anywhere_is_refused(void **state)
{
    struct jwt_claims claims;
    char token[sizeof good];
    (void)state;
    for (size_t i = 0; i < sizeof good - 1; i++) {
        strcpy(token, good);
        token[i] = token[i] == 'A' ? 'B' : 'A';
        assert_non_null(why_not(token, SECRET, BODY, SIGNED, &claims));
        strcpy(token, good);
        token[i] = '\0';
        assert_non_null(why_not(token, SECRET, BODY, SIGNED, &claims));
    }
    check("another body", why_not(good, SECRET, BODY " ", SIGNED, &claims), UNLIKE);
    check("no body", why_not(good, SECRET, "", SIGNED, &claims), UNLIKE);
}

/* The secret could be told to be a public key, which everybody has: the algorithm must not be the token's to
 * choose. */
static void
a_secret_is_no_public_key(void **state)
{
    struct jwt_claims claims;
    (void)state;
    check("RS256", why_not(by_rsa, PUBLIC_KEY, BODY, SIGNED, &claims), UNSIGNED);
    check("RS256", why_not(by_rsa, SECRET, BODY, SIGNED, &claims), UNSIGNED);
    check("HS256", why_not(by_public_key, SECRET, BODY, SIGNED, &claims), UNSIGNED);
    check("no secret", why_not(good, "", BODY, SIGNED, &claims), UNSIGNED);
}

static void
what_is_no_token_is_refused(void **state)
{
    static const char *const texts[] = {"", ".", "..", "...", "a.b.c", "e30.e30.", "e30.e30.e30", "Bearer x",
        "\xff\xfe.\xff.\xff", "eyJhbGciOiJIUzI1NiJ9..", "eyJhbGciOiJIUzI1NiJ9.e30.", ".e30.e30", "e30..e30",
        "e30", "e30.e30", "e30.e30.e30.", "e30.e30.e30.e30", "e30.e3 .e30", "e30.e+/.e30", "e30=.e30.e30"};
    struct jwt_claims claims;
    char *longest = calloc(1, 2 * JWT_SIZE);
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        check(texts[i], why_not(texts[i], SECRET, BODY, SIGNED, &claims), UNSIGNED);
    memset(longest, 'A', 2 * JWT_SIZE - 1);
    check("long", why_not(longest, SECRET, BODY, SIGNED, &claims), UNSIGNED);
    free(longest);
}

/* A private key in PEM, of RSA or of a curve. */
static void
draw_key(EVP_PKEY *key, const char *passphrase, char *pem, size_t size)
{
    const EVP_CIPHER *cipher = passphrase != NULL ? EVP_aes_128_cbc() : NULL;
    char *text;
    BIO *bio = BIO_new(BIO_s_mem());
    assert_int_equal(
        PEM_write_bio_PrivateKey(bio, key, cipher, NULL, 0, NULL, (void *)(uintptr_t)passphrase), 1);
    const long length = BIO_get_mem_data(bio, &text);
    assert_in_range(length, 1, size - 1);
    memcpy(pem, text, (size_t)length);
    pem[length] = '\0';
    BIO_free(bio);
}

/* Decodes one part of a token, which is base64url (RFC 4648, 5) without padding. */
static size_t
decode(const char *part, size_t length, unsigned char *out)
{
    char text[JWT_SIZE];
    memcpy(text, part, length);
    const size_t padding = (4 - length % 4) % 4;
    memset(text + length, '=', padding);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i]);
    const int decoded = EVP_DecodeBlock(out, (const unsigned char *)text, (int)(length + padding));
    assert_true(decoded > 0);
    out[(size_t)decoded - padding] = '\0';
    return (size_t)decoded - padding;
}

/* Fails unless the token is signed with the key; the claims belong to the caller. */
static struct json_object *
opened(const char *token, EVP_PKEY *key)
{
    unsigned char part[JWT_SIZE];
    const char *first = strchr(token, '.'), *second = strrchr(token, '.');
    const size_t length = decode(second + 1, strlen(second + 1), part);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key), 1);
    assert_int_equal(
        EVP_DigestVerify(context, part, length, (const unsigned char *)token, (size_t)(second - token)), 1);
    EVP_MD_CTX_free(context);
    decode(token, (size_t)(first - token), part);
    assert_string_equal((char *)part, "{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
    const size_t claims = decode(first + 1, (size_t)(second - first - 1), part);
    struct json_object *out = json_read((char *)part, claims);
    assert_non_null(out);
    return out;
}

static int64_t
whole(struct json_object *of, const char *name)
{
    struct json_object *value;
    assert_true(json_object_object_get_ex(of, name, &value));
    assert_true(json_object_is_type(value, json_type_int));
    return json_object_get_int64(value);
}

static void
a_token_is_made_and_used_until_it_is_old(void **state)
{
    EVP_PKEY *key = EVP_RSA_gen(2048);
    char pem[4096], first[JWT_SIZE];
    uint8_t id[UUID_BYTES];
    struct jwt_signer *maker;
    const int64_t now = timestamp_now();
    (void)state;
    draw_key(key, NULL, pem, sizeof pem);
    assert_int_equal(jwt_signer_create(pem, "an-application", &maker), FAULT_NONE);
    snprintf(first, sizeof first, "%s", jwt_signer_token(maker, now));

    struct json_object *claims = opened(first, key);
    assert_int_equal(json_object_object_length(claims), 4);
    assert_string_equal(json_member(claims, "application_id"), "an-application");
    assert_int_equal(uuid_parse(json_member(claims, "jti"), id), FAULT_NONE);
    assert_int_equal(id[6] >> 4, 4);
    const int64_t iat = whole(claims, "iat");
    assert_in_range(iat, now / TIMESTAMP_SECOND - 1, now / TIMESTAMP_SECOND + 5);
    assert_int_equal(whole(claims, "exp"), iat + JWT_LIFETIME);
    json_object_put(claims);

    const int64_t last = (iat + JWT_LIFETIME - JWT_MARGIN) * TIMESTAMP_SECOND;
    assert_string_equal(jwt_signer_token(maker, last), first);
    claims = opened(jwt_signer_token(maker, last + TIMESTAMP_SECOND), key);
    assert_int_equal(whole(claims, "iat"), last / TIMESTAMP_SECOND + 1);
    json_object_put(claims);
    /* The clock is put back. */
    claims = opened(jwt_signer_token(maker, now - 3600 * TIMESTAMP_SECOND), key);
    assert_int_equal(whole(claims, "iat"), now / TIMESTAMP_SECOND - 3600);
    json_object_put(claims);
    jwt_signer_free(maker);
    EVP_PKEY_free(key);
}

static void
only_a_private_key_of_rsa_can_sign(void **state)
{
    EVP_PKEY *curve = EVP_EC_gen("P-256");
    char pem[4096];
    struct jwt_signer *maker;
    (void)state;
    draw_key(curve, NULL, pem, sizeof pem);
    assert_int_equal(jwt_signer_create(pem, "an-application", &maker), FAULT_INPUT);
    assert_null(maker);
    assert_int_equal(jwt_signer_create(PUBLIC_KEY, "an-application", &maker), FAULT_INPUT);
    assert_int_equal(jwt_signer_create("", "an-application", &maker), FAULT_INPUT);
    assert_int_equal(jwt_signer_create("no key", "an-application", &maker), FAULT_INPUT);
    EVP_PKEY_free(curve);
    EVP_PKEY *key = EVP_RSA_gen(2048);
    draw_key(key, "passphrase", pem, sizeof pem);
    assert_int_equal(jwt_signer_create(pem, "an-application", &maker), FAULT_INPUT);
    EVP_PKEY_free(key);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_carrier_signed_is_taken),
        cmocka_unit_test(each_claim_is_looked_at),
        cmocka_unit_test(a_token_of_another_time_is_refused),
        cmocka_unit_test(a_token_lives_from_nbf_to_exp),
        cmocka_unit_test(one_character_changed_anywhere_is_refused),
        cmocka_unit_test(a_secret_is_no_public_key),
        cmocka_unit_test(what_is_no_token_is_refused),
        cmocka_unit_test(a_token_is_made_and_used_until_it_is_old),
        cmocka_unit_test(only_a_private_key_of_rsa_can_sign),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

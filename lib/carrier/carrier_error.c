/*
 * carrier_error.c: the codes of errors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier_error.h"

#include <stddef.h>
#include <string.h>

/* Vonage's are those of its Messages API (developer.vonage.com/en/api-errors/messages; until 1370 as in
 * github.com/Nexmo/nexmo-oas-renderer, _open_api/errors/messages-olympus.md). */
static const struct carrier_error carrier_errors[] = {
    {"1000", "throttled", "The account sent faster than it may"},
    {"1010", "bad_request", "The carrier missed a parameter"},
    {"1020", "bad_request", "The carrier found a parameter invalid"},
    {"1021", "bad_request", "The tag is invalid"},
    {"1022", "bad_template", "A parameter of the template is invalid"},
    {"1030", "carrier_failure", "The carrier failed"},
    {"1040", "bad_number", "The carrier could not make anything of the message or its number"},
    {"1050", "number_barred", "The carrier sends nothing to this number"},
    {"1060", "account", "The account may not send"},
    {"1070", "credit", "The account has no credit"},
    {"1080", "account", "The account may not use this API"},
    {"1090", "too_long", "The message is too long"},
    {"1100", "network", "The carrier could not reach the network"},
    {"1110", "account", "The carrier did not accept the signature"},
    {"1120", "bad_sender", "The sender is not allowed in this country"},
    {"1130", "bad_request", "The carrier does not accept the ttl"},
    {"1140", "account", "The account may not use this feature"},
    {"1150", "bad_request", "The message class is invalid"},
    {"1160", "number_not_allowed", "The number is not on the account's list of allowed numbers"},
    {"1170", "bad_number", "The number is invalid"},
    {"1180", "unreachable", "The phone was off or out of reach"},
    {"1190", "inactive", "The number is no longer in use"},
    {"1200", "network", "The number has moved to another network, which does not know it yet"},
    {"1210", "spam", "The network took the message for spam"},
    {"1220", "unreachable", "The phone was busy"},
    {"1230", "network", "The network failed"},
    {"1240", "opted_out", "The recipient has opted out at the carrier"},
    {"1241", "throttled", "Too many messages went to this number"},
    {"1250", "unroutable", "There is no route to the number's network"},
    {"1260", "unreachable", "The number could not be reached"},
    {"1270", "blocked", "The network blocks this content for the recipient's age"},
    {"1280", "blocked", "The network blocks messages to this number"},
    {"1290", "blocked", "The recipient has no credit to receive messages"},
    {"1300", "not_a_user", "The recipient does not use this channel"},
    {"1310", "device", "The recipient's device cannot show the message"},
    {"1320", "duplicate", "The message had been sent already"},
    {"1330", "unknown", "The network gave no reason; the number may not exist"},
    {"1340", "outside_window",
        "The recipient did not write within the last 24 hours: only a template may be sent"},
    {"1350", "account", "The page has not paid for finding people by number"},
    {"1360", "expired", "The message was not delivered before its ttl ended"},
    {"1370", "account", "The carrier's access to the page has expired"},
    {"1450", "bad_request", "The carrier does not accept the client_ref"},
    /* Twilio's (twilio.com/docs/api/errors): of answers, and 3xxxx and 6xxxx of callbacks. */
    {"21211", "bad_number", "The number is invalid"},
    {"21408", "account", "The account may not send to this country"},
    {"21606", "bad_sender", "The account cannot send from this number"},
    {"21610", "opted_out", "The recipient has opted out at the carrier"},
    {"21612", "unroutable", "There is no route from this sender to this number"},
    {"21614", "not_mobile", "The number is not a mobile number"},
    {"21617", "too_long", "The message is too long"},
    {"30001", "throttled", "More waited at the carrier than it keeps"},
    {"30002", "account", "The account is suspended"},
    {"30003", "unreachable", "The phone was off or out of reach"},
    {"30004", "blocked", "The network or the recipient blocks messages"},
    {"30005", "inactive", "The number is unknown or no longer in use"},
    {"30006", "not_mobile", "The number is a landline, or cannot be reached by its network"},
    {"30007", "spam", "The network took the message for spam"},
    {"30008", "unknown", "The network gave no reason; the number may not exist"},
    {"30034", "bad_sender", "The sender is not registered for messages to this country"},
    {"63016", "outside_window",
        "The recipient did not write within the last 24 hours: only a template may be sent"},
    /* curt's own: */
    {"-", "unknown", "The carrier gave no reason"},
    {"cancelled", "cancelled", "It was cancelled before it was sent"},
    {"forgotten", "forgotten", "The recipient was erased before it was sent"},
    {"kept no longer", "expired", "It waited until messages of its age are deleted"},
    {"no answer", "no_answer", "The carrier's answer was lost: it may have been sent"},
    {"suppressed", "opted_out", "The recipient opted out before it was sent"},
};

enum { CARRIER_ERRORS = sizeof carrier_errors / sizeof *carrier_errors };

const struct carrier_error *
carrier_error_at(unsigned n)
{
    return n < CARRIER_ERRORS ? &carrier_errors[n] : NULL;
}

const struct carrier_error *
carrier_error_find(const char *code)
{
    for (size_t i = 0; i < CARRIER_ERRORS; i++)
        if (strcmp(carrier_errors[i].code, code) == 0)
            return &carrier_errors[i];
    return NULL;
}

/*
 * user_agent.h: who a User-Agent text says is there: a person, a bot or a link preview, and with which
 * browser, system and kind of device.
 *
 * Names come from the rules of uap-core (Debian's package of that name, /usr/share/uap-core/regexes.yaml);
 * the class and the kind of device are decided here.
 *
 * A preview is a fetcher of a messenger or a social network (link_preview.h). People inside such an app are
 * people.
 *
 * A bot is what uap-core takes for a spider; what calls itself bot, crawler, scanner, monitor and the like,
 * or gives a web address; an HTTP library or tool (curl, python-requests, okhttp); a driven browser
 * (HeadlessChrome); an Office program, which reads a link before it hands it to the browser; a text of which
 * neither browser, system nor device is known; and a text without a letter, so an empty one.
 *
 * Everything else is a person, apps that read links by themselves (CFNetwork, Dalvik) included.
 *
 * The device of a person is the first of these that fits:
 *
 * - "tv" and "console", by the names of their makers;
 *
 * - "other" for watches, cars and headsets;
 *
 * - "tablet" for an iPad, for "Tablet", and for a browser on Android that does not say "Mobile";
 *
 * - "phone" for an iPhone or iPod, for "Mobile", for apps on Android and iOS, and for the phones of old;
 *
 * - "desktop" for any other known system: Windows, Mac OS X, Linux, Chrome OS;
 *
 * - "other". Every bot and preview is "other" too.
 *
 * By default an iPad asks for desktop pages: it then sends the text of a Mac and is a desktop.
 */
#ifndef CURT_NET_USER_AGENT_H
#define CURT_NET_USER_AGENT_H

#include "base/fault.h"

#include <stddef.h>

/* Bytes of a User-Agent text that are looked at; what follows them changes nothing. */
#define USER_AGENT_MAX 1024

enum user_agent_class {
    USER_AGENT_PERSON,
    USER_AGENT_BOT,
    USER_AGENT_PREVIEW,
};

/*
 * Names end with a NUL and are cut to fit. A part taken from the text is printable ASCII, '?' standing for
 * any other byte; but it is still the visitor's word, so there is no end of different bot names: count them
 * with a bound.
 */
struct user_agent {
    enum user_agent_class class;
    char browser[64]; /* family: "Firefox", "Mobile Safari", "Googlebot", "WhatsApp"; "Other" if unknown */
    char system[64];  /* family: "Windows", "Android", "iOS", "Mac OS X"; "Other" if unknown */
    char device[16];  /* "phone", "tablet", "desktop", "tv", "console" or "other" */
};

/* The compiled rules, and a memory of the texts seen last. For one thread at a time. */
struct user_agent_parser;

/*
 * Reads and compiles the rules in the file regexes_path (about 30 ms and 5 MiB), and keeps at most cache_size
 * answers (about 350 bytes each, 1.3 KiB at most; 0 keeps none). On FAULT_NONE *out is the caller's, to be
 * closed with user_agent_parser_free; otherwise it is NULL.
 *
 * FAULT_SYSTEM: the file is missing or unreadable, or memory ran out. FAULT_INPUT: the file is not
 * uap-core's. FAULT_FULL: it holds more rules than any version of uap-core would. The log says which, and
 * what to do. A single rule that cannot be compiled is left out with a warning.
 */
enum fault user_agent_parser_create(
    struct user_agent_parser **out, const char *regexes_path, size_t cache_size);

/* Takes NULL too. */
void user_agent_parser_free(struct user_agent_parser *agents);

/*
 * Fills *out for a text of any bytes, which needs no NUL at its end; NULL with length 0 is a missing one.
 * Never fails: what is unknown is "Other". The text is the caller's, and not referred to afterwards.
 */
void user_agent_parse(
    struct user_agent_parser *agents, const char *text, size_t length, struct user_agent *out);

/* "person", "bot" or "preview". */
const char *user_agent_class_name(enum user_agent_class which);

#endif

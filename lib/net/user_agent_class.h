/*
 * user_agent_class.h: what a User-Agent text says, worked out with the rules. user_agent.h is the way in,
 * with a cache.
 *
 * A preview is a fetcher of a messenger or a social network. When a link is pasted there, a program of theirs
 * reads the page to draw a card with its title and picture. Such a visit is neither a person nor a crawler,
 * and it says that the link was shared. A person who opens the link inside the same app comes with another
 * text, and is a person.
 *
 * A bot is what uap-core takes for a spider; what calls itself bot, crawler, scanner, monitor and the like,
 * or gives a web address; an HTTP library or tool (curl, python-requests, okhttp); a driven browser
 * (HeadlessChrome); an Office program, which reads a link before it hands it to the browser; on a computer, a
 * program, and a product that gives its name after a browser's text; a text of which neither browser, system
 * nor device is known; and a text without a letter, so an empty one. A word like "bot" in the name of a
 * telephone says nothing.
 *
 * Everything else is a person, apps that read links by themselves (CFNetwork, Dalvik) included; a person who
 * opens a link inside a known app has its name as browser ("Instagram").
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
#ifndef CURT_NET_USER_AGENT_CLASS_H
#define CURT_NET_USER_AGENT_CLASS_H

#include <stddef.h>

/* Bytes of a User-Agent text that are looked at; what follows them changes nothing. */
#define USER_AGENT_MAX 1024

struct user_agent_rules;

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

/* Fills *out for a text of any bytes, which needs no NUL at its end. */
void user_agent_classify(struct user_agent_rules *, const char *bytes, size_t length, struct user_agent *out);

/* "person", "bot" or "preview". */
const char *user_agent_class_name(enum user_agent_class which);

#endif

/*
 * user_agent_class.c: person, bot or link preview, with which browser, system and kind of device.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/user_agent_class.h"

#include "net/user_agent_rules.h"

#include <string.h>

#define UNKNOWN   "Other"
#define NO_DEVICE "other"

/* Names are built up in a buffer, always ended by a NUL; what does not fit is cut. */
struct name {
    char *bytes;
    size_t size;
    size_t length;
};

static void
name_add(struct name *name, char byte)
{
    if (name->length + 1 < name->size) {
        name->bytes[name->length++] = byte;
        name->bytes[name->length] = '\0';
    }
}

/* The text is a stranger's: only printable ASCII goes from it into a name. */
static void
name_add_text(struct name *name, struct user_agent_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        name_add(name, byte >= 0x20 && byte < 0x7f ? (char)byte : '?');
    }
}

static void
name_trim(struct name *name)
{
    while (name->length > 0 && name->bytes[name->length - 1] == ' ')
        name->bytes[--name->length] = '\0';
    size_t spaces = strspn(name->bytes, " ");
    name->length -= spaces;
    memmove(name->bytes, name->bytes + spaces, name->length + 1);
}

/* The name that a rule gives after it matched with so many groups. */
static void
name_fill(struct name *name, const struct user_agent_rules *rules, const struct user_agent_rule *rule,
    struct user_agent_text text, int groups)
{
    const char *pattern = rule->name != NULL ? rule->name : "$1";
    name->bytes[name->length = 0] = '\0';
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] == '$' && pattern[1] >= '1' && pattern[1] <= '9') {
            pattern++;
            name_add_text(name, user_agent_rules_group(rules, text, groups, *pattern - '0'));
        } else {
            name_add(name, *pattern);
        }
    }
    name_trim(name);
}

/* The name that the first rule of the list to match gives; false when there is none. */
static bool
rules_name(struct user_agent_rules *rules, enum user_agent_list list, struct user_agent_text text,
    char *bytes, size_t size)
{
    int groups;
    struct name name = {bytes, size, 0};
    const struct user_agent_rule *rule = user_agent_rules_first(rules, list, text, &groups);
    if (rule != NULL)
        name_fill(&name, rules, rule, text, groups);
    return name.length > 0;
}

static bool
rules_match(struct user_agent_rules *rules, enum user_agent_list list, struct user_agent_text text)
{
    int groups;
    return user_agent_rules_first(rules, list, text, &groups) != NULL;
}

/*
 * Whether the first device rule to match names a spider. Only a few rules do, and few texts match one: those
 * are tried first, and the hundreds before the one that matched only then.
 */
static bool
text_is_spider(struct user_agent_rules *rules, struct user_agent_text text)
{
    const struct user_agent_rule_list *devices = &rules->lists[USER_AGENT_UAP_DEVICES];
    const struct user_agent_rule *const end = devices->rules + devices->count, *found = devices->rules;
    while (found < end && !(found->names_spider && user_agent_rule_match(rules, found, text) > 0))
        found++;
    if (found == end)
        return false;
    for (const struct user_agent_rule *rule = devices->rules; rule < found; rule++)
        if (!rule->names_spider && user_agent_rule_match(rules, rule, text) > 0)
            return false;
    return true;
}

static bool
byte_is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool
byte_is_in_word(char byte)
{
    return byte_is_letter(byte) || (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

static bool
text_has_letter(struct user_agent_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (byte_is_letter(text.bytes[i]))
            return true;
    return false;
}

/* The whole word around a part of the text; empty when that is inside an address, where it names nobody. */
static struct user_agent_text
text_word(struct user_agent_text text, struct user_agent_text part)
{
    size_t start = (size_t)(part.bytes - text.bytes);
    size_t end = start + part.length;
    while (start > 0 && byte_is_in_word(text.bytes[start - 1]))
        start--;
    while (end < text.length && byte_is_in_word(text.bytes[end]))
        end++;
    bool address = (start > 0 && strchr("/.@+", text.bytes[start - 1]) != NULL) ||
                   (end < text.length && text.bytes[end] == ':');
    return (struct user_agent_text){text.bytes + start, address ? 0 : end - start, NULL};
}

static bool
browser_is_in(struct user_agent_rules *rules, enum user_agent_list list, const struct user_agent *agent)
{
    return rules_match(rules, list, (struct user_agent_text){agent->browser, strlen(agent->browser), NULL});
}

/*
 * Whether one of curt's lists of bots matches. If so, and uap-core saw only a browser, the name is the word
 * in which it matched.
 */
static bool
text_is_bot(struct user_agent_rules *rules, enum user_agent_list list, struct user_agent_text text,
    struct user_agent *out)
{
    struct user_agent_text found;
    if (!user_agent_rules_find(rules, list, text, &found))
        return false;
    struct user_agent_text word = text_word(text, found);
    if (word.length > 0 && byte_is_letter(word.bytes[0]) && browser_is_in(rules, USER_AGENT_DISGUISES, out)) {
        struct name name = {out->browser, sizeof out->browser, 0};
        name_add_text(&name, word);
    }
    return true;
}

static const char *
system_device(const struct user_agent *agent, bool browser)
{
    if (strcmp(agent->system, "Android") == 0)
        return browser ? "tablet" : "phone"; /* an app never says "Mobile" */
    if (strcmp(agent->system, "iOS") == 0)
        return "phone";
    return strcmp(agent->system, UNKNOWN) == 0 ? NO_DEVICE : "desktop";
}

static bool
agent_is_unknown(const struct user_agent *agent)
{
    return strcmp(agent->browser, UNKNOWN) == 0 && strcmp(agent->system, UNKNOWN) == 0 &&
           strcmp(agent->device, NO_DEVICE) == 0;
}

/* The text without names of devices that hold a word of bots: in copy, or as it is where there are none. */
static struct user_agent_text
text_without_models(struct user_agent_rules *rules, struct user_agent_text text, char copy[USER_AGENT_MAX],
    struct trigram_set *trigrams)
{
    const struct user_agent_rule_list *models = &rules->lists[USER_AGENT_MODELS];
    struct user_agent_text without = text;
    for (size_t i = 0; i < models->count; i++) {
        int groups = user_agent_rule_match(rules, &models->rules[i], text);
        struct user_agent_text model = user_agent_rules_group(rules, text, groups, 0);
        if (groups == 0)
            continue;
        if (without.bytes != copy)
            memcpy(copy, text.bytes, text.length);
        memset(copy + (model.bytes - text.bytes), ' ', model.length);
        without.bytes = copy;
    }
    if (without.bytes == copy) {
        trigram_set_fill(trigrams, copy, text.length);
        without.trigrams = trigrams;
    }
    return without;
}

/*
 * Something else than a browser on a computer, by the kind of its text: what calls itself by name after a
 * browser's text, where uap-core knows no browser of that name, or a text that is not a browser's. Apps on
 * telephones are people's.
 */
static bool
text_is_program(
    struct user_agent_rules *rules, struct user_agent_text text, bool browser, struct user_agent *out)
{
    if (strcmp(out->device, "desktop") != 0)
        return false;
    if (!browser)
        return text_is_bot(rules, USER_AGENT_PROGRAMS, text, out);
    return browser_is_in(rules, USER_AGENT_DISGUISES, out) &&
           text_is_bot(rules, USER_AGENT_STRANGERS, text, out);
}

static enum user_agent_class
text_class(struct user_agent_rules *rules, struct user_agent_text text, bool browser, struct user_agent *out)
{
    if (rules_name(rules, USER_AGENT_PREVIEWS, text, out->browser, sizeof out->browser))
        return USER_AGENT_PREVIEW;
    if (text_is_bot(rules, USER_AGENT_BOTS, text, out) ||
        (!browser && text_is_bot(rules, USER_AGENT_TOOLS, text, out)))
        return USER_AGENT_BOT;
    if (text_is_spider(rules, text) && !browser_is_in(rules, USER_AGENT_PERSONS, out))
        return USER_AGENT_BOT;
    if (text_is_program(rules, text, browser, out) || agent_is_unknown(out))
        return USER_AGENT_BOT;
    rules_name(rules, USER_AGENT_APPS, text, out->browser, sizeof out->browser);
    return USER_AGENT_PERSON;
}

void
user_agent_classify(struct user_agent_rules *rules, const char *bytes, size_t length, struct user_agent *out)
{
    char copy[USER_AGENT_MAX];
    struct trigram_set trigrams, without_models;
    const struct user_agent_text whole = {
        bytes, length < USER_AGENT_MAX ? length : USER_AGENT_MAX, &trigrams};
    *out = (struct user_agent){
        .class = USER_AGENT_BOT, .browser = UNKNOWN, .system = UNKNOWN, .device = NO_DEVICE};
    if (!text_has_letter(whole))
        return;
    trigram_set_fill(&trigrams, whole.bytes, whole.length);
    const struct user_agent_text text = text_without_models(rules, whole, copy, &without_models);
    const bool browser = rules_match(rules, USER_AGENT_BROWSERS, text);
    if (!rules_name(rules, USER_AGENT_UAP_BROWSERS, text, out->browser, sizeof out->browser))
        strcpy(out->browser, UNKNOWN);
    if (!rules_name(rules, USER_AGENT_UAP_SYSTEMS, whole, out->system, sizeof out->system))
        strcpy(out->system, UNKNOWN);
    if (!rules_name(rules, USER_AGENT_DEVICES, whole, out->device, sizeof out->device))
        strcpy(out->device, system_device(out, browser));
    out->class = text_class(rules, text, browser, out);
    if (out->class != USER_AGENT_PERSON)
        strcpy(out->device, NO_DEVICE);
}

const char *
user_agent_class_name(enum user_agent_class which)
{
    switch (which) {
    case USER_AGENT_PERSON:
        return "person";
    case USER_AGENT_BOT:
        return "bot";
    case USER_AGENT_PREVIEW:
        return "preview";
    }
    return "person";
}

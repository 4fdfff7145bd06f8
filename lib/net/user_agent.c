#include "net/user_agent.h"

#include "base/log.h"
#include "net/link_preview.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <errno.h>
#include <pcre2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define RULES_MAX  20000 /* in one list; uap-core has a few hundred */
#define GROUPS_MAX 10    /* $0 to $9, all that a replacement can name */
#define WAYS_MAX   4     /* places in the cache where one text may be */

/* Far above what a match of a real text needs; so that no text can make one spin, with JIT or without. */
#define MATCH_STEPS  50000
#define MATCH_MEMORY 1024 /* KiB */

#define UNKNOWN   "Other"
#define NO_DEVICE "other"
#define SPIDER    "Spider" /* uap-core's device family of every bot it knows */

#define ARRAY_SIZE(a) (sizeof(a) / sizeof *(a))

struct text {
    const char *bytes;
    size_t length;
};

/* One expression and the name it gives: "$1" stands for the first group, and NULL is "$1". */
struct rule {
    pcre2_code *code;
    char *name;
};

struct rules {
    struct rule *rules;
    size_t count;
};

enum list { LIST_BROWSERS, LIST_SYSTEMS, LIST_DEVICES, LIST_COUNT };

static const struct {
    const char *list;
    const char *name;
} list_keys[LIST_COUNT] = {
    [LIST_BROWSERS] = {"user_agent_parsers", "family_replacement"},
    [LIST_SYSTEMS] = {"os_parsers", "os_replacement"},
    [LIST_DEVICES] = {"device_parsers", "device_replacement"},
};

/* The expressions of this module's own; OWN_TV to OWN_PHONE are tried in this order. */
enum own { OWN_BOT, OWN_TOOL, OWN_TV, OWN_CONSOLE, OWN_ELSE, OWN_TABLET, OWN_PHONE, OWN_COUNT };

static const struct {
    const char *device;
    uint32_t options;
    const char *expression;
} own_rules[OWN_COUNT] = {
    /* Words that no person's browser has. CUBOT makes phones; CamScanner is an app for people. */
    [OWN_BOT] = {NULL, PCRE2_CASELESS,
        "(?<!cu)bots?(?![a-z])|crawl|spider|slurp|scrap(?:er|ing|y)|harvest|archiver|indexer"
        "|(?<!cam)scan(?:ner|ning)?(?![a-z])|inspect|measurement|survey"
        "|nmap|zgrab|nikto|sqlmap|nuclei|openvas"
        "|monitor|uptime|pingdom|synthetics|lighthouse|pagespeed|checker|checklink|link ?che?c?k|validator"
        "|fetch(?:er|ing)?(?![a-z])|httrack|favicon|feed ?parser|subscribers?\\b|imageproxy|mailproxy"
        "|(?<!user[- ])agent(?![a-z])|https?(?=://)|http.?client|powershell/"
        "|headless|phantomjs|puppeteer|playwright|selenium|webdriver|cypress/"
        "|google(?:other|agent)|google-[a-z]|(?:apis|mediapartners)-google|meta-external|facebookcatalog"
        "|(?:chatgpt|claude|perplexity|mistralai|manus)-(?:user|web)|anthropic-ai|cohere-ai"
        "|ms-office|microsoft office (?:word|excel|powerpoint|existence|protocol)"},

    /* Tools and libraries; see user_agent_is_tool. Lynx is a browser for people, and names libwww-FM. */
    [OWN_TOOL] = {NULL, PCRE2_CASELESS,
        "^wget|^aria2|^axel\\b|^lftp|^git/|^httpie|^postman|^insomnia|^rclone|^aws-|^(?:debian|ubuntu) apt"
        "|^python|^boto|^go[- ]|^java\\b|^jakarta|^jersey|^ahc/|^akka|^unirest|^restsharp|^winhttp"
        "|^node\\b|^nodejs|^undici|^superagent|^deno/|^bun/|^dart\\b|^perl|^lwp|^libwww|^lua"
        "|^ruby|^faraday|^typhoeus|^httparty|^http\\.rb|^php|^guzzle|^symfony|^wordpress|^drupal"
        "|^rust|^hyper/|^ureq|^elixir|^erlang|^hackney"
        "|curl\\b|libwww-perl|okhttp|apache-http|go-http|reqwest|axios|node-fetch|\\bgot\\b"
        "|aiohttp|httpx|urllib|python-requests"},

    [OWN_TV] = {"tv", PCRE2_CASELESS,
        "smart-? ?tv|(?:apple|google|android) ?tv|hbbtv|webtv|nettv|inettv|tvos|web0s|webos\\.tv"
        "|bravia|viera|vidaa|netcast|roku|crkey|chromecast|(?-i:\\bAFT[A-Z])"},
    [OWN_CONSOLE] = {"console", PCRE2_CASELESS, "playstation|nintendo|xbox|dreamcast"},
    [OWN_ELSE] = {NO_DEVICE, 0, "watchOS|Watch\\d+,\\d|SmartWatch|QtCarBrowser|Tesla/|OculusBrowser|HomePod"},
    /* "Tablet PC" is said by every Windows 7. */
    [OWN_TABLET] = {"tablet", 0, "iPad|Tablet(?! PC)|Play[Bb]ook|Touch[Pp]ad/|Kindle"},
    [OWN_PHONE] = {"phone", 0,
        "iPhone|iPod|Mobile|Phone|Opera M(?:ini|obi)|MIDP|J2ME|UP\\.Browser|Symb|Series ?[346]0|S60\\b|Nokia"
        "|Black[Bb]erry|BB10|K[Aa][Ii]OS|webOS|[Bb]ada|BREW|Brew|BMP|MeeGo|Maemo|Sailfish|Palm|Windows CE"
        "|SonyEricsson|DoCoMo|KDDI|SoftBank|^SAMSUNG-|^LG|^MOT-"},
};

/* What a bot may say it is, while its own name stands elsewhere in the text. */
static const char *const disguises[] = {
    UNKNOWN,
    "Chrome",
    "Chrome Mobile",
    "Chrome Mobile WebView",
    "Edge",
    "Safari",
    "Mobile Safari",
    "Mobile Safari UI/WKWebView",
    "Apple Mail",
    "Firefox",
    "IE",
    "Android",
};

/* An answer in the cache; text is NULL where there is none. */
struct entry {
    char *text;
    size_t length;
    uint64_t hash;
    uint64_t used; /* when, in answers given */
    struct user_agent agent;
};

/* A text may be in one set only, in any of its places; the place used longest ago makes room. */
struct cache {
    struct entry *entries;
    size_t sets;
    size_t ways;
    uint64_t clock;
};

struct user_agent_parser {
    struct rules lists[LIST_COUNT];
    struct rule own[OWN_COUNT];
    struct cache cache;
    pcre2_match_context *limits;
    pcre2_match_data *groups;
};

static void
rule_clear(struct rule *rule)
{
    pcre2_code_free(rule->code);
    free(rule->name);
}

static enum fault
rule_compile(struct rule *rule, const char *expression, uint32_t options)
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    rule->code = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED, options, &error, &offset, NULL);
    if (rule->code == NULL) {
        char reason[128] = "";
        pcre2_get_error_message(error, (PCRE2_UCHAR *)reason, sizeof reason);
        log_warn("cannot compile the expression %.200s: at %zu: %s", expression, offset, reason);
        return error == PCRE2_ERROR_NOMEMORY ? FAULT_SYSTEM : FAULT_INPUT;
    }
    /* Where the system forbids JIT, as hardened ones do, matching is slower but the same. */
    pcre2_jit_compile(rule->code, PCRE2_JIT_COMPLETE);
    return FAULT_NONE;
}

/* How many groups, the whole match included, are set in agents->groups; 0 is no match. */
static int
rule_match(struct user_agent_parser *agents, const struct rule *rule, struct text text)
{
    int count = pcre2_match(
        rule->code, (PCRE2_SPTR)text.bytes, text.length, 0, 0, agents->groups, agents->limits);
    if (count < 0)
        return 0;                          /* a match that ran into a limit is none either */
    return count > 0 ? count : GROUPS_MAX; /* 0: it set more groups than can be named */
}

static const yaml_node_t *
map_member(yaml_document_t *document, const yaml_node_t *map, const char *key)
{
    if (map == NULL || map->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = yaml_document_get_node(document, pair->key);
        if (name->type == YAML_SCALAR_NODE && strcmp((const char *)name->data.scalar.value, key) == 0)
            return yaml_document_get_node(document, pair->value);
    }
    return NULL;
}

/* NULL when there is no such member or it is no plain text. The text belongs to the document. */
static const char *
map_text(yaml_document_t *document, const yaml_node_t *map, const char *key)
{
    const yaml_node_t *node = map_member(document, map, key);
    if (node == NULL || node->type != YAML_SCALAR_NODE)
        return NULL;
    return (const char *)node->data.scalar.value;
}

static enum fault
rule_load(struct rule *rule, yaml_document_t *document, const yaml_node_t *node, const char *name_key)
{
    const char *expression = map_text(document, node, "regex");
    const char *flag = map_text(document, node, "regex_flag");
    const char *name = map_text(document, node, name_key);
    if (expression == NULL)
        return FAULT_INPUT;
    bool caseless = flag != NULL && strchr(flag, 'i') != NULL;
    enum fault fault = rule_compile(rule, expression, caseless ? PCRE2_CASELESS : 0);
    if (fault != FAULT_NONE || name == NULL)
        return fault;
    rule->name = strdup(name);
    return rule->name == NULL ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
rules_load(struct rules *rules, yaml_document_t *document, const yaml_node_t *list, const char *name_key)
{
    if (list == NULL || list->type != YAML_SEQUENCE_NODE)
        return FAULT_INPUT;
    const yaml_node_item_t *first = list->data.sequence.items.start;
    size_t count = (size_t)(list->data.sequence.items.top - first);
    if (count == 0)
        return FAULT_INPUT;
    if (count > RULES_MAX)
        return FAULT_FULL;
    rules->rules = calloc(count, sizeof *rules->rules);
    if (rules->rules == NULL)
        return FAULT_SYSTEM;
    for (size_t i = 0; i < count; i++) {
        struct rule *rule = &rules->rules[rules->count];
        enum fault fault = rule_load(rule, document, yaml_document_get_node(document, first[i]), name_key);
        if (fault == FAULT_SYSTEM) {
            rule_clear(rule);
            return fault;
        }
        if (fault == FAULT_NONE)
            rules->count++;
    }
    return FAULT_NONE;
}

static void
rules_clear(struct rules *rules)
{
    for (size_t i = 0; i < rules->count; i++)
        rule_clear(&rules->rules[i]);
    free(rules->rules);
}

static enum fault
user_agent_parser_load_lists(struct user_agent_parser *agents, yaml_document_t *document)
{
    const yaml_node_t *root = yaml_document_get_root_node(document);
    for (size_t i = 0; i < LIST_COUNT; i++) {
        const yaml_node_t *list = map_member(document, root, list_keys[i].list);
        enum fault fault = rules_load(&agents->lists[i], document, list, list_keys[i].name);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault
user_agent_parser_load_stream(struct user_agent_parser *agents, FILE *stream, const char *path)
{
    yaml_parser_t parser;
    yaml_document_t document;
    if (!yaml_parser_initialize(&parser))
        return FAULT_SYSTEM;
    yaml_parser_set_input_file(&parser, stream);
    if (!yaml_parser_load(&parser, &document)) {
        log_error("%s: line %zu: %s", path, parser.problem_mark.line + 1,
            parser.problem != NULL ? parser.problem : "cannot be read");
        yaml_parser_delete(&parser);
        return ferror(stream) ? FAULT_SYSTEM : FAULT_INPUT;
    }
    enum fault fault = user_agent_parser_load_lists(agents, &document);
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    return fault;
}

static enum fault
user_agent_parser_load(struct user_agent_parser *agents, const char *path)
{
    FILE *stream = fopen(path, "rb");
    int reason = errno;
    enum fault fault = stream == NULL ? FAULT_SYSTEM : user_agent_parser_load_stream(agents, stream, path);
    if (stream == NULL)
        log_error("cannot read %s: %s", path, strerror(reason));
    else
        fclose(stream);
    if (fault != FAULT_NONE)
        log_error(
            "no rules for User-Agent texts in %s: install the Debian package uap-core, or set agents in "
            "[stats] to the path of its regexes.yaml",
            path);
    return fault;
}

static enum fault
user_agent_parser_compile_own(struct user_agent_parser *agents)
{
    for (size_t i = 0; i < OWN_COUNT; i++)
        if (rule_compile(&agents->own[i], own_rules[i].expression, own_rules[i].options) != FAULT_NONE)
            return FAULT_SYSTEM;
    return FAULT_NONE;
}

static enum fault
user_agent_parser_prepare(struct user_agent_parser *agents, size_t cache_size)
{
    struct cache *cache = &agents->cache;
    cache->ways = cache_size < WAYS_MAX ? cache_size : WAYS_MAX;
    cache->sets = cache->ways > 0 ? cache_size / cache->ways : 0;
    agents->limits = pcre2_match_context_create(NULL);
    agents->groups = pcre2_match_data_create(GROUPS_MAX, NULL);
    if (cache->sets > 0)
        cache->entries = calloc(cache->sets * cache->ways, sizeof *cache->entries);
    if (agents->limits == NULL || agents->groups == NULL || (cache->sets > 0 && cache->entries == NULL)) {
        log_error("no memory to read User-Agent texts");
        return FAULT_SYSTEM;
    }
    pcre2_set_match_limit(agents->limits, MATCH_STEPS);
    pcre2_set_heap_limit(agents->limits, MATCH_MEMORY);
    return FAULT_NONE;
}

static void
cache_clear(struct cache *cache)
{
    if (cache->entries == NULL)
        return;
    for (size_t i = 0; i < cache->sets * cache->ways; i++)
        free(cache->entries[i].text);
    free(cache->entries);
}

void
user_agent_parser_free(struct user_agent_parser *agents)
{
    if (agents == NULL)
        return;
    for (size_t i = 0; i < LIST_COUNT; i++)
        rules_clear(&agents->lists[i]);
    for (size_t i = 0; i < OWN_COUNT; i++)
        rule_clear(&agents->own[i]);
    cache_clear(&agents->cache);
    pcre2_match_context_free(agents->limits);
    pcre2_match_data_free(agents->groups);
    free(agents);
}

enum fault
user_agent_parser_create(struct user_agent_parser **out, const char *regexes_path, size_t cache_size)
{
    *out = NULL;
    struct user_agent_parser *agents = calloc(1, sizeof *agents);
    if (agents == NULL) {
        log_error("no memory to read User-Agent texts");
        return FAULT_SYSTEM;
    }
    enum fault fault = user_agent_parser_prepare(agents, cache_size);
    if (fault == FAULT_NONE)
        fault = user_agent_parser_compile_own(agents);
    if (fault == FAULT_NONE)
        fault = user_agent_parser_load(agents, regexes_path);
    if (fault != FAULT_NONE) {
        user_agent_parser_free(agents);
        return fault;
    }
    *out = agents;
    return FAULT_NONE;
}

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
name_add_text(struct name *name, struct text text)
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

/* One group of the last match; empty when it took no part. */
static struct text
match_group(struct user_agent_parser *agents, struct text text, int count, int group)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(agents->groups);
    if (group >= count || ends[2 * group] == PCRE2_UNSET)
        return (struct text){text.bytes, 0};
    return (struct text){text.bytes + ends[2 * group], ends[2 * group + 1] - ends[2 * group]};
}

/* The name that a rule gives after it matched with count groups. */
static void
name_fill(
    struct name *name, struct user_agent_parser *agents, const struct rule *rule, struct text text, int count)
{
    const char *pattern = rule->name != NULL ? rule->name : "$1";
    name->bytes[name->length = 0] = '\0';
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] == '$' && pattern[1] >= '1' && pattern[1] <= '9') {
            pattern++;
            name_add_text(name, match_group(agents, text, count, *pattern - '0'));
        } else {
            name_add(name, *pattern);
        }
    }
    name_trim(name);
}

/* The name that the first rule to match gives, "Other" if none does. */
static void
rules_name(struct user_agent_parser *agents, enum list list, struct text text, char *bytes, size_t size)
{
    struct name name = {bytes, size, 0};
    const struct rules *rules = &agents->lists[list];
    for (size_t i = 0; i < rules->count; i++) {
        int count = rule_match(agents, &rules->rules[i], text);
        if (count == 0)
            continue;
        name_fill(&name, agents, &rules->rules[i], text, count);
        break;
    }
    if (name.length == 0)
        snprintf(bytes, size, "%s", UNKNOWN);
}

static bool
rule_names_spider(const struct rule *rule)
{
    return rule->name != NULL && strcmp(rule->name, SPIDER) == 0;
}

/*
 * Whether the first device rule to match names a spider. Only a few rules do, and few texts match one: those
 * are tried first, and the hundreds before the one that matched only then.
 */
static bool
user_agent_is_spider(struct user_agent_parser *agents, struct text text)
{
    const struct rules *devices = &agents->lists[LIST_DEVICES];
    size_t found = 0;
    while (found < devices->count && !(rule_names_spider(&devices->rules[found]) &&
                                         rule_match(agents, &devices->rules[found], text) > 0))
        found++;
    if (found == devices->count)
        return false;
    for (size_t i = 0; i < found; i++)
        if (!rule_names_spider(&devices->rules[i]) && rule_match(agents, &devices->rules[i], text) > 0)
            return false;
    return true;
}

static bool
text_starts(struct text text, const char *start)
{
    size_t length = strlen(start);
    return text.length >= length && memcmp(text.bytes, start, length) == 0;
}

static bool
text_is_browser(struct text text)
{
    return text_starts(text, "Mozilla/") || text_starts(text, "Opera/");
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
text_has_letter(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (byte_is_letter(text.bytes[i]))
            return true;
    return false;
}

/* The whole word around a part of the text; empty when that is inside an address, where it names nobody. */
static struct text
text_word(struct text text, struct text part)
{
    size_t start = (size_t)(part.bytes - text.bytes);
    size_t end = start + part.length;
    while (start > 0 && byte_is_in_word(text.bytes[start - 1]))
        start--;
    while (end < text.length && byte_is_in_word(text.bytes[end]))
        end++;
    bool address = (start > 0 && strchr("/.@+", text.bytes[start - 1]) != NULL) ||
                   (end < text.length && text.bytes[end] == ':');
    return (struct text){text.bytes + start, address ? 0 : end - start};
}

static bool
name_is_disguise(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(disguises); i++)
        if (strcmp(name, disguises[i]) == 0)
            return true;
    return false;
}

/*
 * Whether an own expression matches. If so, and uap-core saw only a browser, the name is the word in which it
 * matched.
 */
static bool
user_agent_is_own(struct user_agent_parser *agents, enum own own, struct text text, struct user_agent *out)
{
    int count = rule_match(agents, &agents->own[own], text);
    if (count == 0)
        return false;
    struct text word = text_word(text, match_group(agents, text, count, 0));
    if (word.length > 0 && byte_is_letter(word.bytes[0]) && name_is_disguise(out->browser)) {
        struct name name = {out->browser, sizeof out->browser, 0};
        name_add_text(&name, word);
    }
    return true;
}

/* A library inside a browser's text is the browser's, or an app's around it: a person's. */
static bool
user_agent_is_tool(struct user_agent_parser *agents, struct text text, struct user_agent *out)
{
    return !text_is_browser(text) && user_agent_is_own(agents, OWN_TOOL, text, out);
}

/* Amazon's tablets browse with Silk; uap-core takes it for a spider where it asks for desktop pages. */
static bool
user_agent_is_mistaken(const struct user_agent *agent)
{
    return strcmp(agent->browser, "Amazon Silk") == 0;
}

static const char *
user_agent_device(struct user_agent_parser *agents, struct text text, const struct user_agent *agent)
{
    for (size_t own = OWN_TV; own <= OWN_PHONE; own++)
        if (rule_match(agents, &agents->own[own], text) > 0)
            return own_rules[own].device;
    if (strcmp(agent->system, "Android") == 0)
        return text_is_browser(text) ? "tablet" : "phone"; /* an app never says "Mobile" */
    if (strcmp(agent->system, "iOS") == 0)
        return "phone";
    return strcmp(agent->system, UNKNOWN) == 0 ? NO_DEVICE : "desktop";
}

static bool
user_agent_is_unknown(const struct user_agent *agent)
{
    return strcmp(agent->browser, UNKNOWN) == 0 && strcmp(agent->system, UNKNOWN) == 0 &&
           strcmp(agent->device, NO_DEVICE) == 0;
}

static enum user_agent_class
user_agent_classify(struct user_agent_parser *agents, struct text text, struct user_agent *out)
{
    const char *preview = link_preview_name(text.bytes, text.length);
    if (preview != NULL) {
        snprintf(out->browser, sizeof out->browser, "%s", preview);
        return USER_AGENT_PREVIEW;
    }
    if (user_agent_is_own(agents, OWN_BOT, text, out) || user_agent_is_tool(agents, text, out))
        return USER_AGENT_BOT;
    if (user_agent_is_spider(agents, text) && !user_agent_is_mistaken(out))
        return USER_AGENT_BOT;
    return user_agent_is_unknown(out) ? USER_AGENT_BOT : USER_AGENT_PERSON;
}

static void
user_agent_read(struct user_agent_parser *agents, struct text text, struct user_agent *out)
{
    *out = (struct user_agent){
        .class = USER_AGENT_BOT, .browser = UNKNOWN, .system = UNKNOWN, .device = NO_DEVICE};
    if (!text_has_letter(text))
        return;
    rules_name(agents, LIST_BROWSERS, text, out->browser, sizeof out->browser);
    rules_name(agents, LIST_SYSTEMS, text, out->system, sizeof out->system);
    snprintf(out->device, sizeof out->device, "%s", user_agent_device(agents, text, out));
    out->class = user_agent_classify(agents, text, out);
    if (out->class != USER_AGENT_PERSON)
        snprintf(out->device, sizeof out->device, "%s", NO_DEVICE);
}

/* Eight bytes at a time: a text is long, and this is most of what a known one costs. */
static uint64_t
text_hash(struct text text)
{
    uint64_t hash = text.length;
    for (size_t at = 0; at < text.length; at += sizeof hash) {
        uint64_t word = 0;
        size_t left = text.length - at;
        memcpy(&word, text.bytes + at, left < sizeof word ? left : sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}

static bool
entry_holds(const struct entry *entry, struct text text, uint64_t hash)
{
    return entry->text != NULL && entry->hash == hash && entry->length == text.length &&
           memcmp(entry->text, text.bytes, text.length) == 0;
}

/* The place that holds the text, or else the one to put it in; NULL when nothing is kept. */
static struct entry *
cache_place(struct cache *cache, struct text text, uint64_t hash)
{
    if (cache->sets == 0)
        return NULL;
    struct entry *set = &cache->entries[(hash % cache->sets) * cache->ways];
    struct entry *oldest = set;
    for (size_t i = 0; i < cache->ways; i++) {
        if (entry_holds(&set[i], text, hash))
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    return oldest;
}

/* Without memory the place is left empty: the answer is then worked out again the next time. */
static void
entry_put(struct entry *entry, struct text text, uint64_t hash, const struct user_agent *agent)
{
    free(entry->text);
    entry->text = malloc(text.length + 1);
    if (entry->text == NULL)
        return;
    memcpy(entry->text, text.bytes, text.length);
    entry->length = text.length;
    entry->hash = hash;
    entry->agent = *agent;
}

void
user_agent_parse(struct user_agent_parser *agents, const char *text, size_t length, struct user_agent *out)
{
    struct text seen = {"", 0};
    if (text != NULL)
        seen = (struct text){text, length < USER_AGENT_MAX ? length : USER_AGENT_MAX};
    uint64_t hash = text_hash(seen);
    struct entry *place = cache_place(&agents->cache, seen, hash);
    if (place == NULL) {
        user_agent_read(agents, seen, out);
        return;
    }
    if (!entry_holds(place, seen, hash)) {
        user_agent_read(agents, seen, out);
        entry_put(place, seen, hash, out);
    } else {
        *out = place->agent;
    }
    place->used = ++agents->cache.clock;
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

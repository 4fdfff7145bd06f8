/*
 * table_fuzz.c: stored rows, as older versions or a damaged disk have them: each is read as a record, or
 * refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/dead_letter.h"
#include "bus/delivery_cursor.h"
#include "bus/replay.h"
#include "campaign/campaign.h"
#include "db/row.h"
#include "event/checkpoint.h"
#include "fuzz.h"
#include "http/api_key.h"
#include "link/deleted_link.h"
#include "message/carrier_pause.h"
#include "message/outbox.h"
#include "message/suppression.h"
#include "stats/busiest.h"
#include "stats/click_stats.h"
#include "stats/click_stats_row.h"
#include "stats/link_activity.h"
#include "stats/missed_stats.h"

enum { LOG_MAX = 8192 /* kB, until it is trimmed */ };

static const struct click_stats_scope scope = {.kind = CLICK_STATS_LINK, .link = 1};

static void
read_rule(struct txn *txn)
{
    static struct rule rule;
    if (rule_next(txn, "", &rule) == FAULT_NONE)
        HOLDS(strlen(rule.pattern) < sizeof rule.pattern && rule_put(txn, &rule) == FAULT_NONE);
}

static void
read_target(struct txn *txn)
{
    static struct target target;
    if (target_next(txn, "", &target) == FAULT_NONE)
        HOLDS(strlen(target.config) < sizeof target.config && target_state_name(target.state) != NULL);
}

static void
read_replay(struct txn *txn)
{
    static struct replay replay;
    if (replay_next(txn, "", &replay) == FAULT_NONE)
        HOLDS(replay_state_name(replay.state) != NULL && replay_put(txn, &replay) == FAULT_NONE);
}

static void
read_campaign(struct txn *txn)
{
    static struct campaign campaign;
    if (campaign_next(txn, "", &campaign) == FAULT_NONE)
        HOLDS(strlen(campaign.template) < sizeof campaign.template);
    campaign_next_summary(txn, "", &campaign);
}

static void
read_dead_letter(struct txn *txn)
{
    static struct dead_letter letter;
    static const struct dead_letter_id first;
    if (dead_letter_next(txn, &first, &letter) == FAULT_NONE)
        HOLDS(letter.event.length <= EVENT_BODY_MAX && dead_letter_code_name(letter.code) != NULL);
}

static void
read_deleted_link(struct txn *txn)
{
    static struct deleted_link deleted;
    if (deleted_link_next(txn, 0, &deleted) == FAULT_NONE)
        HOLDS(strlen(deleted.link.url) <= URL_MAX);
}

static void
read_suppression(struct txn *txn)
{
    static struct suppression suppression;
    static const uint8_t first[SUPPRESSION_ID];
    if (suppression_next(txn, first, &suppression) == FAULT_NONE)
        HOLDS(strlen(suppression.number) <= MESSAGE_ADDRESS_MAX);
}

static void
read_api_key(struct txn *txn)
{
    static struct api_key key;
    if (api_key_get(txn, 1, &key) == FAULT_NONE)
        json_object_put(api_key_to_json(&key));
}

static void
read_delivery_cursor(struct txn *txn)
{
    static struct delivery_cursor cursor;
    if (delivery_cursor_get(txn, 1, &cursor) == FAULT_NONE)
        HOLDS(delivery_cursor_put(txn, 1, &cursor) == FAULT_NONE);
}

static void
read_checkpoint(struct txn *txn)
{
    struct checkpoint checkpoint;
    checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &checkpoint);
}

static void
read_carrier_pause(struct txn *txn)
{
    static struct carrier_pause pause;
    carrier_pause_oldest(txn, &pause);
}

static void
take_value(enum click_stats_dimension dimension, const char *value, uint64_t count, void *arg)
{
    (void)count, (void)arg;
    HOLDS(click_stats_dimension_name(dimension) != NULL && strlen(value) < 256);
}

static void
read_click_stats(struct txn *txn)
{
    static struct link_activity activity;
    struct click_stats_totals totals;
    click_stats_summary(txn, &scope, &totals, take_value, NULL);
    click_stats_totals(txn, &scope, &totals);
    if (link_activity_get(txn, 1, &activity) == FAULT_NONE)
        HOLDS(activity.count <= LINK_ACTIVITY_OPENS);
}

static void
read_busiest(struct txn *txn)
{
    static struct busiest_day day;
    day = (struct busiest_day){.day = 1, .owner = 1, .kind = BUSIEST_LINKS};
    if (busiest_day_get(txn, &day) == FAULT_NONE)
        HOLDS(day.count <= BUSIEST_MAX && busiest_day_put(txn, &day) == FAULT_NONE);
}

static void
read_missed(struct txn *txn)
{
    static struct missed_day day;
    struct missed_summary summary;
    day = (struct missed_day){.day = 1};
    if (missed_day_get(txn, &day) == FAULT_NONE)
        HOLDS(day.path_count <= MISSED_PATHS && missed_day_put(txn, &day) == FAULT_NONE);
    missed_read(txn, 1, 1, NULL, &summary);
    missed_summary_free(&summary);
}

static void
read_outbox(struct txn *txn)
{
    struct outbox waiting;
    outbox_next(txn, 1, NULL, INT64_MAX, &waiting);
}

/* A row for each; a key where it is the reader's, else the row begins with it. */
static const struct {
    enum table table;
    void (*read)(struct txn *);
    const char *key;
    size_t key_length;
} readers[] = {
    {TABLE_RULE, read_rule, "name", 4},
    {TABLE_TARGET, read_target, "name", 4},
    {TABLE_REPLAY, read_replay, "name", 4},
    {TABLE_CAMPAIGN, read_campaign, "name", 4},
    {TABLE_DEAD_LETTER, read_dead_letter, "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1", 16},
    {TABLE_DELETED_LINK, read_deleted_link, NULL, 8},
    {TABLE_SUPPRESSION, read_suppression, NULL, SUPPRESSION_ID},
    {TABLE_API_KEY, read_api_key, "\0\0\0\1", 4},
    {TABLE_DELIVERY_CURSOR, read_delivery_cursor, "\0\0\0\0\0\0\0\1", 8},
    {TABLE_CHECKPOINT, read_checkpoint, CHECKPOINT_AGGREGATOR, sizeof CHECKPOINT_AGGREGATOR - 1},
    {TABLE_CARRIER_PAUSE, read_carrier_pause, "", 0},
    {TABLE_CLICK_STATS, read_click_stats, NULL, 0},
    {TABLE_BUSIEST, read_busiest, "\0\0\0\1\0\0\0\1l", 9},
    {TABLE_OUTBOX, read_outbox, NULL, 33},
    {TABLE_MISSED, read_missed, "\0\0\0\1\0\0\0", 7},
};

/* Puts the row there and reads it; nothing of it stays. */
static enum fault
body(struct txn *txn, void *arg)
{
    struct fuzz_input in = *(const struct fuzz_input *)arg;
    const size_t nth = (uint8_t)(fuzz_byte(&in) - 'a') % (sizeof readers / sizeof *readers);
    uint8_t own[CLICK_STATS_KEY_MAX];
    struct encoder scope_key = encoder_over(own, sizeof own);
    click_stats_encode_scope(&scope_key, &scope);
    encode_u8(&scope_key, CLICK_STATS_ROW_SUMMARY);
    struct row_key key = {readers[nth].key, readers[nth].key_length};
    if (readers[nth].table == TABLE_CLICK_STATS)
        key = encoder_key(&scope_key);
    char *given = NULL;
    if (key.bytes == NULL) {
        key.length = key.length < in.left ? key.length : in.left;
        key.bytes = given = fuzz_take(&in, key.length);
    }
    if (row_put(txn, readers[nth].table, key, in.at, in.left) == FAULT_NONE)
        readers[nth].read(txn);
    free(given);
    return FAULT_REFUSED;
}

/* In a directory of its own, which goes with the fuzzer's TMPDIR. */
static struct env *
open_store(void)
{
    static struct config config;
    char directory[sizeof config.store_home - 16];
    struct env *env;
    const char *below = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/table-XXXXXX", below != NULL ? below : "/tmp");
    config = *fuzz_config();
    if (mkdtemp(directory) == NULL)
        abort();
    snprintf(config.store_home, sizeof config.store_home, "%s/store", directory);
    snprintf(config.store_memory, sizeof config.store_memory, "%s", directory);
    if (env_create(config.store_home) != FAULT_NONE || env_open(&env, &config, TABLE_ALL, 0) != FAULT_NONE)
        abort();
    return env;
}

/* The first byte: whose row, as a letter. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct env *env;
    static unsigned runs;
    if (env == NULL)
        env = open_store();
    if (++runs % 512 == 0)
        env_bound_log(env, LOG_MAX);
    struct fuzz_input in = fuzz_input_over(bytes, size);
    HOLDS(env_txn(env, ENV_WRITE, body, &in) == FAULT_REFUSED);
    return 0;
}

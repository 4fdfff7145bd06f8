/*
 * target_config_fuzz.c: targets as administrators and webhook owners ask for them: what is accepted is read
 * the same from the store.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target_config.h"

#include "bus/target.h"
#include "fuzz.h"

static void
check_stored(const struct target_config *config)
{
    struct target_config again;
    size_t length;
    const char *stored = json_text(config->json, &length);
    if (length > TARGET_CONFIG_MAX)
        return;
    char *text = xstrdup(stored);
    HOLDS(target_config_read(text, &again) == FAULT_NONE);
    HOLDS(json_object_equal(config->json, again.json) && config->key_count == again.key_count);
    struct json_object *shown = target_config_to_json(&again);
    HOLDS(again.secret == NULL || strcmp(json_member(shown, "secret"), again.secret) != 0);
    HOLDS(*json_member(again.json, "old_secret") == '\0' ||
          strcmp(json_member(shown, "old_secret"), "****") == 0);
    json_object_put(shown);
    target_config_free(&again);
    free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct http_client_policy policy;
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct target_config config;
    struct input_error error = {0};
    size_t length;
    char *text = fuzz_rest(&in, &length);
    struct json_object *sent = json_read(text, length);
    if (sent != NULL) {
        if (target_config_from_json(sent, &policy, &config, &error) == FAULT_NONE) {
            check_stored(&config);
            target_config_free(&config);
        } else {
            HOLDS(error.detail[0] != '\0');
        }
    }
    free(text);
    return 0;
}

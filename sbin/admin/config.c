/*
 * config.c: curt config: the configuration in force.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/config.h"
#include "base/log.h"
#include "commands.h"

int
config_command(const struct call *call)
{
    struct config config;
    struct config_source source;
    if (option_flag(call, "template")) {
        config_print_template(stdout);
        return EXIT_SUCCESS;
    }
    if (config_load(&config, &source) != FAULT_NONE) {
        log_error("%s", source.why);
        return EXIT_FAILURE;
    }
    (option_flag(call, "json") ? config_print_json : config_print)(&config, &source, stdout);
    return EXIT_SUCCESS;
}

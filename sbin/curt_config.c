#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "command.h"

int
command_config(int argc, char **argv)
{
    struct config config;
    struct config_source source;
    const bool json = command_json(&argc, argv);
    if (argc == 2 && strcmp(argv[1], "--template") == 0 && !json) {
        config_print_template(stdout);
        return EXIT_SUCCESS;
    }
    if (argc != 1)
        return COMMAND_USAGE;
    if (config_load(&config, &source) != FAULT_NONE) {
        log_error("%s", source.why);
        return EXIT_FAILURE;
    }
    (json ? config_print_json : config_print)(&config, &source, stdout);
    return EXIT_SUCCESS;
}

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "command.h"

int
command_config(int argc, char **argv)
{
    struct conf conf;
    struct conf_source source;
    const bool json = command_json(&argc, argv);
    if (argc == 2 && strcmp(argv[1], "--template") == 0 && !json) {
        conf_print_template(stdout);
        return EXIT_SUCCESS;
    }
    if (argc != 1)
        return COMMAND_USAGE;
    if (conf_load(&conf, &source) != FAULT_NONE) {
        log_error("%s", source.why);
        return EXIT_FAILURE;
    }
    (json ? conf_print_json : conf_print)(&conf, &source, stdout);
    return EXIT_SUCCESS;
}

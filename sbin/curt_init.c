#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "command.h"

int
command_init(int argc, char **argv)
{
    (void)argv;
    struct config config;
    if (argc != 1)
        return COMMAND_USAGE;
    config_load_or_die(&config);
    switch (env_create(config.store_home)) {
    case FAULT_NONE:
        break;
    case FAULT_EXISTS:
        printf("the store %s is there already\n", config.store_home);
        return EXIT_SUCCESS;
    default:
        return EXIT_FAILURE;
    }
    command_close(command_open(&config)); /* makes the tables */
    printf("made the store %s\n", config.store_home);
    return EXIT_SUCCESS;
}

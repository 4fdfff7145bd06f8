#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "command.h"

int
command_init(int argc, char **argv)
{
    (void)argv;
    struct conf conf;
    if (argc != 1)
        return COMMAND_USAGE;
    conf_load_or_die(&conf);
    switch (env_create(conf.store_home)) {
    case FAULT_NONE:
        break;
    case FAULT_EXISTS:
        printf("the store %s is there already\n", conf.store_home);
        return EXIT_SUCCESS;
    default:
        return EXIT_FAILURE;
    }
    command_close(command_open(&conf)); /* makes the tables */
    printf("made the store %s\n", conf.store_home);
    return EXIT_SUCCESS;
}

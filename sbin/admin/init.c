/*
 * init.c: curt init: makes the store.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "store.h"

int
init_command(const struct call *call)
{
    (void)call;
    static struct config config;
    config_load_or_die(&config);
    if (config.cluster_name[0] != '\0' && config.cluster_hosts[0] != '\0') {
        puts("this host joins a cluster: curt-relay fetches its store from the others when curt is started");
        return EXIT_SUCCESS;
    }
    switch (env_create(config.store_home)) {
    case FAULT_NONE:
        break;
    case FAULT_EXISTS:
        printf("the store %s already exists\n", config.store_home);
        return EXIT_SUCCESS;
    default:
        return EXIT_FAILURE;
    }
    store_close(store_open(&config)); /* makes the tables */
    printf("made the store %s\n", config.store_home);
    return EXIT_SUCCESS;
}

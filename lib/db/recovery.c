/*
 * recovery.c: catastrophic recovery: from the first file of the log on, whatever the last checkpoint says.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/recovery.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "db/cluster.h"
#include "db/internal.h"

/* Of a home that is an absolute path; Berkeley DB's code. */
static int
recovery_open(const char *home, int64_t moment)
{
    char data[STORE_PATH_SIZE + 16], logs[STORE_PATH_SIZE + 16], cluster[STORE_PATH_SIZE + 16];
    DB_ENV *handle;
    time_t second = (time_t)(moment / TIMESTAMP_SECOND);
    snprintf(data, sizeof data, "%s/db", home);
    snprintf(logs, sizeof logs, "%s/log", home);
    snprintf(cluster, sizeof cluster, "%s/" CLUSTER_DIRECTORY, home);
    int code = db_env_create(&handle, 0);
    if (code == 0) {
        handle->set_errcall(handle, db_say);
        code = handle->set_data_dir(handle, data);
        if (code == 0)
            code = handle->set_lg_dir(handle, logs);
        if (code == 0 && access(cluster, F_OK) == 0)
            code = handle->set_metadata_dir(handle, cluster);
        if (code == 0 && moment != 0)
            code = handle->set_tx_timestamp(handle, &second);
        if (code == 0)
            code = handle->open(handle, home,
                DB_CREATE | DB_PRIVATE | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL | DB_INIT_TXN |
                    DB_RECOVER_FATAL,
                0600);
        const int closed = handle->close(handle, 0);
        code = code == 0 ? closed : code;
    }
    return code;
}

enum fault
recovery_run(const char *home, int64_t moment)
{
    char *path = realpath(home, NULL);
    const int code = path != NULL ? recovery_open(path, moment) : errno;
    free(path);
    if (code == 0)
        return FAULT_NONE;
    log_error("cannot recover %s: %s", home, db_strerror(code));
    return FAULT_SYSTEM;
}

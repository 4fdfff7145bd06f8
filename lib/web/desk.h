/*
 * desk.h: what a program has open for the handlers of its requests.
 */
#ifndef CURT_WEB_DESK_H
#define CURT_WEB_DESK_H

#include "base/conf.h"
#include "store/env.h"

struct desk {
    const struct conf *conf;
    struct env *env;
};

#endif

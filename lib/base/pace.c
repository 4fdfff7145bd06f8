#include "base/pace.h"

#include "base/timestamp.h"

enum { PACE_SHARE = 25 /* the bucket holds what fills it in this part of a second */ };

unsigned
pace_ready(struct pace *p, int64_t now, unsigned most)
{
    if (p->rate <= 0)
        return most;
    const double size = 1 +
                        (double)p->rate / PACE_SHARE; /* 1: what is left over between two looks is not lost */
    const int64_t passed = now > p->at ? now - p->at : 0; /* also when the clock was set back */
    p->ready += (double)p->rate * (double)passed / (double)TIMESTAMP_SECOND;
    if (p->ready > size)
        p->ready = size;
    p->at = now;
    return p->ready < (double)most ? (unsigned)p->ready : most;
}

void
pace_take(struct pace *p, unsigned count)
{
    p->ready -= (double)count;
}

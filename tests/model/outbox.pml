/*
 * outbox.pml: messages on their way from the outbox to the carrier (lib/sender/sender.c, send_attempt.c).
 *
 * One relay at a time writes down that it is sending (on the disk), asks the carrier, and writes down what came of it. It
 * may die between any two steps, with the power or without; the next one marks what it finds being sent as unknown. The
 * carrier takes what it is asked to, or says "later", and its answer may be lost.
 *
 * The carrier takes a message once at the most. At the end none waits or is being sent, and one that is marked as sent was
 * taken.
 *
 * What must not be done is named by a macro, and finds an error: see tests/model/model.
 */
#define MESSAGES 2
#define TRIES    3 /* that the carrier can say "later" in all, and that the relay can die */

mtype = { waiting, sending, sent, unknown };

mtype status[MESSAGES];
byte taken[MESSAGES]; /* how often the carrier took it */
byte later, deaths;

#define DIE :: deaths < TRIES -> deaths++; goto again

proctype relay() {
    byte m;
    bool yes;
again:
    m = 0;
    do /* what the one before it was sending */
    :: m < MESSAGES ->
        if
#ifdef SEND_AGAIN
        :: status[m] == sending -> status[m] = waiting
#else
        :: status[m] == sending -> status[m] = unknown
#endif
        :: else
        fi;
        m++
    :: m == MESSAGES -> break
    DIE
    od;
    do
    :: status[0] == waiting -> m = 0; goto send
    :: status[1] == waiting -> m = 1; goto send
    :: status[0] != waiting && status[1] != waiting -> goto done
    DIE
    od;
send:
#ifndef ASK_FIRST
    if
    :: status[m] = sending
    DIE
    fi;
#endif
    if
    :: atomic { taken[m]++; assert(taken[m] <= 1); yes = true } /* the request arrives */
    :: later < TRIES -> later++; yes = false                     /* it says: not now */
    DIE
    fi;
    if
    :: yes -> status[m] = sent
    :: yes -> status[m] = unknown /* the answer did not come */
    :: !yes -> status[m] = waiting
    DIE
    fi;
    m = 0;
    do
    :: status[0] == waiting -> m = 0; goto send
    :: status[1] == waiting -> m = 1; goto send
    :: status[0] != waiting && status[1] != waiting -> break
    DIE
    od;
done:
    m = 0;
    do
    :: m < MESSAGES ->
        assert(status[m] == unknown || (status[m] == sent && taken[m] == 1));
        m++
    :: m == MESSAGES -> break
    od
}

init {
    status[0] = waiting;
    status[1] = waiting;
    run relay()
}

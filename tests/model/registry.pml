/*
 * registry.pml: who comes into a store, and who recovers it (lib/db/registry.c, env.c).
 *
 * A process takes the gate and looks at the files of the users: one that is not locked is of a process that died. Then, or
 * when nobody is in, it signs, kills the others, waits until they are gone, removes their files, and recovers. It opens
 * the store and lets the gate go. To leave, it closes the store, takes the gate again, and removes its file. The system lets
 * go what a dead process holds, gate and lock; its file stays. Everybody may die between any two steps.
 *
 * Nobody recovers while another works in the store. A death in the store is not forgotten: who comes in without recovery
 * finds it whole, or somebody died while they came in, whose file the next one sees. Nobody waits for ever.
 *
 * What must not be done is named by a macro, and finds an error: see tests/model/model.
 */
#define PROCESSES 3
#define LIVES     2 /* of each process */
#define NOBODY    PROCESSES

byte gate = NOBODY;
bool file[PROCESSES], locked[PROCESSES]; /* of the users: is it there, and does its process live? */
bool killed[PROCESSES];                  /* but not dead yet */
bool working[PROCESSES];                 /* has the store open */
bool broken = true;                      /* somebody died in the store, or it was never opened */

#define SIGN         atomic { file[me] = true; locked[me] = true }
#define IS_DEAD(who) (file[who] && !locked[who])
#define OR_DIE       :: killed[me] || lives > 1 -> goto died

proctype process(byte me) {
    byte lives = LIVES, i, dead, living;
again:
    if
    :: atomic { gate == NOBODY -> gate = me }
    OR_DIE
    fi;
    i = 0;
    dead = 0;
    living = 0;
    do
    :: i < PROCESSES ->
        d_step {
            living = living + (file[i] && locked[i]);
            dead = dead + IS_DEAD(i);
            i++
        }
    :: i == PROCESSES -> break
    OR_DIE
    od;
    i = 0;
#if !defined(SIGN_AFTER) && !defined(SIGN_LATE)
    SIGN;
#endif
    do
    :: (dead > 0 || living == 0) && i == me -> i++
    :: (dead > 0 || living == 0) && i < PROCESSES && i != me ->
#ifndef LET_LIVE
        atomic {
            if
            :: locked[i] -> killed[i] = true
            :: else
            fi
        }
        if
        :: !locked[i]
        OR_DIE
        fi;
#endif
        atomic { file[i] = false; i++ }
    :: (dead == 0 && living > 0) || i == PROCESSES -> break
    OR_DIE
    od;
#ifdef SIGN_AFTER
    SIGN;
#endif
    if
    :: d_step {
            dead > 0 || living == 0 ->
            i = 0;
            do
            :: i < PROCESSES -> assert(i == me || !working[i]); i++
            :: else -> break
            od;
            broken = false
        }
    :: dead == 0 && living > 0 ->
        assert(!broken || IS_DEAD(0) || IS_DEAD(1) || IS_DEAD(2))
    OR_DIE
    fi;
    if
    :: atomic { !killed[me] -> working[me] = true }
    OR_DIE
    fi;
    if
    :: gate = NOBODY
    OR_DIE
    fi;
#ifdef SIGN_LATE
    if
    :: SIGN
    OR_DIE
    fi;
#endif
#ifdef LEAVE_EARLY
    if
    :: atomic { file[me] = false; locked[me] = false }
    OR_DIE
    fi;
#endif
    if
    :: atomic { !killed[me] -> working[me] = false }
    OR_DIE
    fi;
    if
    :: atomic { gate == NOBODY -> gate = me }
    OR_DIE
    fi;
    atomic { file[me] = false; locked[me] = false; killed[me] = false; gate = NOBODY }
    goto gone;
died:
    atomic {
        broken = broken || working[me];
        working[me] = false;
        locked[me] = false;
        killed[me] = false;
        gate = (gate == me -> NOBODY : gate);
        lives--
    }
    if
    :: lives > 0 -> goto again
    :: else
    fi;
gone:
    skip
}

init {
    atomic { run process(0); run process(1); run process(2) }
}

/*
 * registry.pml: who comes into a store, and who recovers it (lib/db/registry.c, env.c).
 *
 * A process takes the gate and looks at the files of the users: one that is not locked is of a process that died. If that
 * had said that it was outside, its presence and its file are removed. If not, or when nobody is in, the process signs, kills
 * the others, waits until they are gone, removes their files, and recovers. It opens the store, says that it is outside, and
 * lets the gate go. It goes in and out, and says so before and after. To leave, it closes the store, takes the gate again, and
 * removes its file. The system lets go what a dead process holds, gate and lock; its file and its presence stay. Everybody may
 * die between any two steps.
 *
 * Nobody recovers while another works in the store. A death inside is not forgotten: who comes in without recovery finds the
 * store whole, or somebody died inside while they came in, whose file the next one sees. A death outside ends nobody. Nobody
 * waits for ever.
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
bool inside[PROCESSES];                  /* is in a call, and may hold what others wait for */
bool outside[PROCESSES];                 /* its presence says that it is not; none says nothing */
bool broken = true;                      /* somebody died inside, or it was never opened */

#define SIGN         atomic { file[me] = true; locked[me] = true }
#define IS_DEAD(who) (file[who] && !locked[who])
#define DIED_IN(who) (IS_DEAD(who) && !outside[who])
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
            dead = dead + DIED_IN(i)
        }
        if
        :: IS_DEAD(i) && outside[i] ->
            outside[i] = false;
            if
            :: atomic { file[i] = false; i++ }
            OR_DIE
            fi
        :: else -> i++
        fi
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
        atomic { file[i] = false; outside[i] = false; i++ }
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
        assert(!broken || DIED_IN(0) || DIED_IN(1) || DIED_IN(2))
    OR_DIE
    fi;
    if
    :: atomic { !killed[me] -> working[me] = true; inside[me] = true }
    OR_DIE
    fi;
    if
    :: atomic { !killed[me] -> inside[me] = false; outside[me] = true }
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
#ifdef SAY_LATE
    if
    :: atomic { !killed[me] -> inside[me] = true }
    OR_DIE
    fi;
#endif
    if
    :: atomic { !killed[me] -> outside[me] = false }
    OR_DIE
    fi;
    if
    :: atomic { !killed[me] -> inside[me] = true }
    OR_DIE
    fi;
    if
    :: atomic { !killed[me] -> inside[me] = false }
    OR_DIE
    fi;
    if
    :: atomic { !killed[me] -> outside[me] = true }
    OR_DIE
    fi;
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
    atomic { outside[me] = false; file[me] = false; locked[me] = false; killed[me] = false; gate = NOBODY }
    goto gone;
died:
    atomic {
        broken = broken || inside[me];
        inside[me] = false;
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

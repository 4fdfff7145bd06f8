/*
 * intake.pml: clicks on their way from one segment of the spool into the event log (lib/event/spool.c, intake.c).
 *
 * A worker writes clicks and answers them; two takers (curt-relay, and another that was started by hand) append them to
 * the log and move the cursor in one transaction, which they refuse if the cursor is not where they began. Everybody may
 * die between any two steps. The system writes things to the disk when it likes, and the power fails once, or not.
 *
 * Each click is in the log once at the most. With DISK, each that was answered is in it at the end; without, unless the
 * power failed.
 *
 * What must not be done is named by a macro, and finds an error: see tests/model/model.
 */
#define CLICKS 3

byte written, answered;      /* clicks of the segment */
byte emptied;                /* so many of them are off the disk */
bool file = true;            /* it is there */
bool ended;                  /* nobody writes to it any more */
byte cursor;                 /* so many are in the log; 0: no row */
byte logged[CLICKS];         /* how often */
byte boots;                  /* power failures */

/* What of this is on the disk. */
byte disk_written, disk_cursor, disk_logged[CLICKS];
bool disk_file = true;

byte takers = 2;             /* that have not ended */

inline put_on_disk() {
    d_step {
        disk_cursor = cursor;
        disk_logged[0] = logged[0];
        disk_logged[1] = logged[1];
        disk_logged[2] = logged[2];
    }
}

/* A step of the worker, which a power failure ends. */
#define STEP(what) if :: atomic { boots == 0 -> what } :: boots > 0 -> break fi

proctype worker() {
    do
    :: written < CLICKS ->
        STEP(written++);
#ifdef ANSWER_EARLY
        STEP(answered = written);
#endif
#ifdef DISK
        STEP(disk_written = written);
#endif
        STEP(answered = written)
    :: break /* it ends, or dies */
    od;
    ended = true
}

proctype taker() {
    byte taken, next, at, boot, flushed;
again: /* also after a death */
    atomic { boot = boots; taken = cursor; flushed = 0 }
    do
    :: boots != boot -> goto again
    :: boots == boot -> goto again
    :: file && taken < written && taken >= emptied -> /* reads some, then appends */
        next = taken + 1;
        if
        :: next < written -> next = written
        :: true
        fi;
#ifdef CURSOR_FIRST
        atomic { boots == boot && cursor == taken -> cursor = next }
#endif
        atomic {
            if
#ifdef CURSOR_FIRST
            :: boots == boot ->
#else
            :: boots == boot && cursor == taken && (cursor > 0 || file) ->
#endif
                at = taken;
                do
                :: at < next -> logged[at]++; assert(logged[at] <= 1); at++
                :: else -> break
                od;
                at = 0;
#ifndef CURSOR_LATE
                cursor = next;
#endif
                taken = next
            :: else -> goto again
            fi
        }
#ifdef CURSOR_LATE
        atomic { boots == boot -> cursor = next }
#endif
    :: boots == boot && flushed < taken -> /* intake_tidy: a flush, and what is before it goes off the disk */
        atomic {
            boots == boot ->
#ifndef EMPTY_EARLY
            put_on_disk();
#endif
            flushed = taken
        }
        atomic { boots == boot && flushed > emptied -> emptied = flushed }
    :: boots == boot && ended && taken == written && cursor == taken && file -> /* the segment is removed, its row last */
        put_on_disk();
        atomic { boots == boot -> file = false }
#ifndef ROW_EARLY
        atomic { boots == boot -> disk_file = false }
#endif
        atomic { boots == boot -> cursor = 0 }
    :: atomic { boots == boot && ended && (!file || taken == written || taken < emptied) -> takers-- } -> break
    od
}

/* The system, and the power. */
proctype machine() {
end:
    do
    :: atomic { disk_written < written -> disk_written++ }
    :: put_on_disk()
    :: disk_file = file
    :: atomic {
            boots == 0 && takers > 0 ->
            boots = 1;
            written = disk_written;
            file = disk_file;
            cursor = disk_cursor;
            logged[0] = disk_logged[0];
            logged[1] = disk_logged[1];
            logged[2] = disk_logged[2];
        }
    :: takers == 0 -> break
    od
}

init {
    byte i;
    atomic { run worker(); run taker(); run taker(); run machine() }
    takers == 0;
    atomic {
        do
        :: i < answered ->
#ifdef DISK
            assert(logged[i] == 1);
#else
            assert(logged[i] == 1 || boots > 0);
#endif
            i++
        :: else -> break
        od
    }
}

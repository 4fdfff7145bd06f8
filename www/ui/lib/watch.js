// watch.js: reads again what may change, while somebody looks.

const SOON = 2000, LATE = 30000; // milliseconds

// Calls read soon again when it says that there is more to come, else less and less often. The function that this returns
// reads now: for after something was done, which may go on from here.
export function watch(read) {
    let timer, wait = SOON;
    const next = () => {
        clearTimeout(timer);
        timer = setTimeout(look, wait);
    };
    async function look() {
        if (!document.hidden)
            wait = await read().catch(() => false) ? SOON : Math.min(wait * 1.2, LATE);
        next();
    }
    next();
    return async () => {
        wait = SOON;
        try {
            await read();
        } finally {
            next();
        }
    };
}

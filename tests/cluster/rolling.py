#!/usr/bin/python3
"""rolling.py: clients of a front: they create links and open one, and try again as curt tells them to.

    rolling.py BASE KEY HOST WRITERS READERS

Until it gets SIGTERM, each writer creates links named rolling-..., with an Idempotency-Key: after 503, it waits as Retry-After
says and sends the same again. Each reader opens /kept. Then prints what was answered, as JSON: "creates" that were answered 201
in the end, of which so many "retried"; "opens" answered 301; "lost", answers that are none of these, or did not come; and the
longest time in milliseconds without an answered create, and that an answered open took.
"""
import http.client, json, signal, sys, threading, time
from urllib.parse import urlsplit

base, key, host = urlsplit(sys.argv[1]), sys.argv[2], sys.argv[3]
writers, readers = int(sys.argv[4]), int(sys.argv[5])
TRIES = 20
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
ending = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ending.set())
lock = threading.Lock()
made, opened, lost, retried = [], [], [], 0


def ask(method, target, body=None, headers=None):
    """Status and seconds to wait, on a connection of its own."""
    connection = http.client.HTTPConnection(base.hostname, base.port, timeout=30)
    try:
        connection.request(method, target, body, {"Host": host, **(headers or {})})
        answer = connection.getresponse()
        answer.read()
        return answer.status, float(answer.headers.get("Retry-After", 1))
    except (OSError, http.client.HTTPException) as error:
        return repr(error), 1
    finally:
        connection.close()


def write(number):
    global retried
    count = 0
    while not ending.is_set():
        code = "rolling-%d-%d" % (number, count)
        count += 1
        for attempt in range(TRIES):
            status, rest = ask("POST", "/api/v1/links", json.dumps({"url": "https://example.com/", "alias": code}),
                               {"Authorization": "Bearer " + key, "Content-Type": "application/json", "Idempotency-Key": code})
            if status != 503:
                break
            time.sleep(rest)
        with lock:
            if status == 201:
                made.append(time.monotonic())
                retried += attempt > 0
            else:
                lost.append("create %s: %s" % (code, status))
        time.sleep(0.02)


def read():
    while not ending.is_set():
        begin = time.monotonic()
        status, _ = ask("GET", "/kept", headers={"User-Agent": AGENT})
        with lock:
            if status == 301:
                opened.append(time.monotonic() - begin)
            else:
                lost.append("open: %s" % status)
        time.sleep(0.01)


threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)] + [threading.Thread(target=read) for _ in range(readers)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
made.sort()
print(json.dumps({"creates": len(made), "retried": retried, "opens": len(opened), "lost": lost,
                  "create_gap": round(max(b - a for a, b in zip(made, made[1:])) * 1000), "open_most": round(max(opened) * 1000)}))

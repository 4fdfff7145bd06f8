#!/usr/bin/python3
"""load.py: creates links and opens one on all hosts of a cluster, and writes down what was answered.

    load.py BASE[,BASE...] KEY HISTORY WRITERS READERS

Until it gets SIGTERM, each writer creates links at one host, two of them change one link each, at one host after the other, and
each reader opens /kept at one host. A line of HISTORY is an operation: {"op": "create"|"change"|"open", "host", "begin", "end",
"status", "code"}, a change with its "value"; status 0: no answer came, so that nobody knows what was done. Times are seconds
of the monotonic clock.
"""
import http.client, json, signal, sys, threading, time
from urllib.parse import urlsplit

bases, key, path, writers, readers = sys.argv[1].split(","), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
TIMEOUT = 2  # seconds for an answer
PAUSE = 0.01  # seconds between two requests of one thread, so that three hosts and this share two processors
REWRITERS = 2
ending = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ending.set())
history = open(path, "w", buffering=1)
lock = threading.Lock()


class Client:
    """One connection to one host, made again after each failure."""

    def __init__(self, base):
        self.at, self.connection = urlsplit(base), None

    def ask(self, method, target, body=None, headers=None):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.at.hostname, self.at.port, timeout=TIMEOUT)
            self.connection.request(method, target, body, headers or {})
            answer = self.connection.getresponse()
            answer.read()
            if answer.will_close:
                self.connection = None
            return answer.status
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            return -1 if isinstance(error, ConnectionRefusedError) else 0


def record(**operation):
    with lock:
        history.write(json.dumps(operation) + "\n")


JSON = {"Authorization": "Bearer " + key, "Content-Type": "application/json"}


def create(client, host, code):
    begin = time.monotonic()
    status = client.ask("POST", "/api/v1/links", json.dumps({"url": "https://example.com/" + code, "alias": code}), JSON)
    record(op="create", host=host, begin=begin, end=time.monotonic(), status=status, code=code)
    return status


def change(client, host, code, value):
    begin = time.monotonic()
    status = client.ask("PATCH", "/api/v1/links/" + code, json.dumps({"url": "https://example.com/%d" % value}), JSON)
    record(op="change", host=host, begin=begin, end=time.monotonic(), status=status, code=code, value=value)
    return status


def write(number):
    """At one host: what it cannot do does not keep it from another one."""
    host, count = number % len(bases), 0
    client = Client(bases[host])
    while not ending.is_set():
        count += 1
        create(client, host, "w%dx%d" % (number, count))
        time.sleep(PAUSE)


def rewrite(number):
    """One link, at one host after the other."""
    clients = [Client(base) for base in bases]
    code, value = "r%d" % number, 0
    while not ending.is_set() and create(clients[number % len(bases)], number % len(bases), code) not in (201, 409):
        time.sleep(PAUSE)
    while not ending.is_set():
        value += 1
        change(clients[value % len(bases)], value % len(bases), code, value)
        time.sleep(PAUSE)


def read(number):
    host = number % len(bases)
    client = Client(bases[host])
    while not ending.is_set():
        begin = time.monotonic()
        status = client.ask("GET", "/kept", headers={"User-Agent": AGENT})
        record(op="open", host=host, begin=begin, end=time.monotonic(), status=status, code="kept")
        time.sleep(PAUSE)


threads = [threading.Thread(target=write, args=(n,)) for n in range(writers - REWRITERS)]
threads += [threading.Thread(target=rewrite, args=(n,)) for n in range(REWRITERS)]
threads += [threading.Thread(target=read, args=(n,)) for n in range(readers)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
history.close()

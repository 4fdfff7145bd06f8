#!/usr/bin/python3
"""load.py: creates links and opens one on all hosts of a cluster, and writes down what was answered.

    load.py BASE[,BASE...] KEY HISTORY WRITERS READERS

Until it gets SIGTERM, each writer creates links, at one host after the other, and changes its first one again and again; each
reader opens /kept at one host. A line of HISTORY is an operation: {"op": "create"|"change"|"open", "host", "begin", "end",
"status", "code"}, a change with its "value"; status 0: no answer came, so that nobody knows what was done. Times are seconds
of the monotonic clock.
"""
import http.client, json, signal, sys, threading, time
from urllib.parse import urlsplit

bases, key, path, writers, readers = sys.argv[1].split(","), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
CHANGES = 4  # one of so many writes is a change
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
                self.connection = http.client.HTTPConnection(self.at.hostname, self.at.port, timeout=15)
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
    clients = [Client(base) for base in bases]
    first, count, value = None, 0, 0
    while not ending.is_set():
        host = (number + count) % len(bases)
        count += 1
        if first is not None and count % CHANGES == 0:
            value += 1
            status = change(clients[host], host, first, value)
        else:
            code = "w%dx%d" % (number, count)
            status = create(clients[host], host, code)
            first = code if first is None and status == 201 else first
        if status not in (200, 201):
            time.sleep(0.01)


def read(number):
    host = number % len(bases)
    client = Client(bases[host])
    while not ending.is_set():
        begin = time.monotonic()
        status = client.ask("GET", "/kept", headers={"User-Agent": AGENT})
        record(op="open", host=host, begin=begin, end=time.monotonic(), status=status, code="kept")
        time.sleep(0.01 if status != 301 else 0.003)


threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
threads += [threading.Thread(target=read, args=(n,)) for n in range(readers)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
history.close()

"""load.py SECONDS: opens and creates links at $BASE, sends messages, and remembers what it was answered; prints that as JSON
when the time is over, or it gets SIGTERM.

For each code: answered (a redirect came back) and open (asked, and no redirect came back: it may or may not be in the
log). created: codes that were answered 201; messages: ids that were answered 202. Clicks are spread over a few codes made
beforehand, as in $CODES.
"""
import collections
import http.client
import json
import os
import random
import signal
import sys
import threading
import time
import urllib.parse

base = urllib.parse.urlsplit(os.environ["BASE"])
key = os.environ["ADMIN"]
codes = os.environ["CODES"].split()
agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
end = time.monotonic() + float(sys.argv[1])
answered, unanswered, created, messages = collections.Counter(), collections.Counter(), [], []
statuses = collections.Counter()
lock = threading.Lock()


def asks(ask):
    """Calls ask(connection) until the time is over; a connection that breaks is made again."""
    connection = None
    while time.monotonic() < end:
        if connection is None:
            connection = http.client.HTTPConnection(base.hostname, base.port, timeout=30)
        try:
            ask(connection)
        except (OSError, http.client.HTTPException):
            connection.close()
            connection = None
            time.sleep(0.01)


def click(connection):
    code, status = random.choice(codes), 0
    try:
        connection.request("GET", "/" + code, headers={"User-Agent": agent})
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    finally:
        with lock:
            statuses[status] += 1
            (answered if status == 301 else unanswered)[code] += 1
    if status != 301:
        time.sleep(0.02)


def post(connection, path, body, wanted, kept, field):
    connection.request("POST", path, json.dumps(body),
                       {"Authorization": "Bearer " + key, "Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    with lock:
        statuses[answer.status] += 1
        if answer.status == wanted:
            kept.append(json.loads(text)[field])
    if answer.status != wanted:
        time.sleep(0.02)


def create(connection):
    post(connection, "/api/v1/links", {"url": "https://example.com/%d" % random.getrandbits(64)}, 201, created, "code")


def send(connection):
    number = "4477%08d" % random.randrange(100000000)
    post(connection, "/api/v1/messages", {"channel": "sms", "from": "curt", "to": number,
                                          "text": "Your parcel: https://example.com/" + number}, 202, messages, "id")
    time.sleep(0.01)


def stop(*_):
    global end
    end = 0


signal.signal(signal.SIGTERM, stop)
threads = [threading.Thread(target=asks, args=(click,)) for _ in range(6)]
threads += [threading.Thread(target=asks, args=(create,)) for _ in range(2)]
threads += [threading.Thread(target=asks, args=(send,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    while thread.is_alive():
        thread.join(0.1)
json.dump({"answered": answered, "open": unanswered, "created": created, "messages": messages, "statuses": statuses},
          sys.stdout)

"""judge.py REPORT EVENTS: holds what was answered (load.py) against the store; speaks TAP.

EVENTS is `curt event list --json`; the counts and the links are asked for at $BASE.
"""
import collections
import json
import os
import sys
import time
import urllib.error
import urllib.request

report = json.load(open(sys.argv[1]))
logged, ids = collections.Counter(), collections.Counter()
with open(sys.argv[2]) as lines:
    for line in lines:
        event = json.loads(line)
        if event["detail-type"] == "link.clicked":
            logged[event["detail"]["code"]] += 1
            ids[event["id"]] += 1


patience = time.monotonic() + 30


def get(path):
    """The answer; None if there is none. A late kill may show only now, when the next one comes into the store."""
    request = urllib.request.Request(os.environ["BASE"] + path,
                                     headers={"Authorization": "Bearer " + os.environ["ADMIN"]})
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            if error.code < 500 or time.monotonic() > patience:
                raise
        time.sleep(0.1)


wrong = {"answered": [], "twice": [], "counted": [], "created": []}
for code in sorted(set(report["answered"]) | set(report["open"])):
    answered, unanswered = report["answered"].get(code, 0), report["open"].get(code, 0)
    counted = get("/api/v1/stats/links/" + code)["clicks"]
    if logged[code] < answered:
        wrong["answered"].append((code, answered, logged[code]))
    if logged[code] > answered + unanswered:
        wrong["twice"].append((code, answered, unanswered, logged[code]))
    if counted != logged[code]:
        wrong["counted"].append((code, logged[code], counted))
wrong["twice"] += [(one, times) for one, times in ids.items() if times > 1]
for code in report["created"]:
    if get("/api/v1/links/" + code) is None:
        wrong["created"].append(code)

clicks = sum(report["answered"].values())
tests = [
    ("each of %d answered clicks is in the log" % clicks, wrong["answered"]),
    ("no click is in the log that nobody asked for", wrong["twice"]),
    ("each event of the log is counted once", wrong["counted"]),
    ("each of %d answered creates is found" % len(report["created"]), wrong["created"]),
]
for number, (name, faults) in enumerate(tests, 1):
    print("%s %d %s" % ("not ok" if faults else "ok", number, name))
    for fault in faults[:5]:
        print("#", fault)
print("# answers by status:", dict(sorted(report["statuses"].items())))
print("ok 5 there was load" if clicks > 100 and len(report["created"]) > 10 else "not ok 5 there was no load")

"""judge.py REPORT EVENTS [BEFORE STANDIN]: holds what was answered (load.py) against the store; speaks TAP, without a plan.

EVENTS is `curt event list --json` since the load began; BEFORE is a JSON object, from code to clicks, of what was counted
then, and is replaced by what is counted now; STANDIN is the directory of the carrier's stand-in, without which messages need
only be there. The counts, the links and the messages are asked for at $BASE.
"""
import collections
import json
import os
import sys
import time
import urllib.error
import urllib.request

report = json.load(open(sys.argv[1]))
before = json.load(open(sys.argv[3])) if len(sys.argv) > 3 else {}
patience = time.monotonic() + 30


def lines(path):
    with open(path) as file:
        for line in file:
            yield json.loads(line)


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


def judge_clicks(logged):
    for code in sorted(set(report["answered"]) | set(report["open"])):
        answered, unanswered = report["answered"].get(code, 0), report["open"].get(code, 0)
        counted = get("/api/v1/stats/links/" + code)["clicks"]
        if logged[code] < answered:
            wrong["answered"].append((code, answered, logged[code]))
        if logged[code] > answered + unanswered:
            wrong["twice"].append((code, answered, unanswered, logged[code]))
        if counted != before.get(code, 0) + logged[code]:
            wrong["counted"].append((code, before.get(code, 0), logged[code], counted))
        before[code] = counted


def judge_messages():
    wrong["messages"] = [one for one in report["messages"] if get("/api/v1/messages/" + one) is None]


def judge_outcomes(events):
    asked = collections.Counter(line["client_ref"] for line in lines(sys.argv[4] + "/requests.jsonl"))
    taken = collections.Counter(line["client_ref"] for line in lines(sys.argv[4] + "/accepted.jsonl"))
    told = {line["client_ref"] for line in lines(sys.argv[4] + "/receipts.jsonl")
            if line["status"] == "delivered" and line["answer"] == 204}
    wrong["sent"] = [(one, times) for one, times in (asked + taken).items() if max(asked[one], taken[one]) > 1]
    for one in report["messages"]:
        message = get("/api/v1/messages/" + one)
        status = message["status"] if message is not None else "missing"
        wanted = "delivered" if one in told else "submitted" if taken[one] and asked[one] else "unknown"
        if status != wanted and not (status == "unknown" and one not in told):
            wrong["messages"].append((one, status, wanted))
        outcomes[status] += 1
        for kind in ("requested", "delivered"):
            times = events[one, "message." + kind]
            if times != (kind == "requested" or one in told):
                wrong["published"].append((one, kind, times))


logged, events, ids = collections.Counter(), collections.Counter(), collections.Counter()
for event in lines(sys.argv[2]):
    ids[event["id"]] += 1
    if event["detail-type"] == "link.clicked":
        logged[event["detail"]["code"]] += 1
    elif event["detail-type"].startswith("message."):
        events[event["detail"]["message"], event["detail-type"]] += 1

wrong, outcomes = collections.defaultdict(list), collections.Counter()
judge_clicks(logged)
wrong["twice"] += [(one, times) for one, times in ids.items() if times > 1]
wrong["created"] = [code for code in report["created"] if get("/api/v1/links/" + code) is None]
if len(sys.argv) > 3:
    judge_outcomes(events)
    json.dump(before, open(sys.argv[3], "w"))
else:
    judge_messages()

clicks, created, messages = sum(report["answered"].values()), len(report["created"]), len(report["messages"])
if not (clicks > 100 and created > 10 and messages > 10):
    wrong["load"] = [(clicks, created, messages)]
for name, what in {
        "answered": "each of %d answered clicks is in the log" % clicks,
        "twice": "no event is in the log twice, and no click that nobody asked for",
        "counted": "each event of the log is counted once",
        "created": "each of %d answered creates is found" % created,
        "messages": "each of %d answered messages is %s" % (messages, "what its carrier and its receipts say, or unknown"
                                                            if len(sys.argv) > 3 else "found"),
        "sent": "nothing was sent twice",
        "published": "each step of a message was published once",
        "load": "there was load"}.items():
    print("%s - %s" % ("not ok" if wrong[name] else "ok", what))
    for fault in wrong[name][:5]:
        print("#", fault)
print("# answers by status:", dict(sorted(report["statuses"].items())), "messages:", dict(sorted(outcomes.items())))

#!/usr/bin/python3
"""history.py: judges what load.py wrote down against what each host of the cluster shows at the end.

    history.py BASE[,BASE...] KEY HISTORY FAULTS

FAULTS has a line a fault: {"at", "what", "host"}; host (from 0) is the one that has it from then on, or -1 for all, until a
line with what "back". Prints what it finds, and fails if a link that was acknowledged is not on every host, one is there that
nobody asked for, a change was lost or came after a later one, a click that was answered is not counted, or one is counted more
often than it can have been answered.
"""
import http.client, json, sys, time
from urllib.parse import urlsplit

bases, key = sys.argv[1].split(","), sys.argv[2]
history = [json.loads(line) for line in open(sys.argv[3])]
faults = [json.loads(line) for line in open(sys.argv[4])]
wrong = []


def ask(base, target):
    """Status and body; a host that has come back may answer 503 for some seconds, but no longer."""
    at = urlsplit(base)
    for _ in range(20):
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=30)
        connection.request("GET", target, headers={"Authorization": "Bearer " + key})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 503:
            break
        time.sleep(0.5)
    return answer.status, body


def codes(base):
    """All codes that the host has, by pages of its list."""
    found, cursor = {}, ""
    while cursor is not None:
        status, body = ask(base, "/api/v1/links?limit=200" + ("&cursor=" + cursor if cursor else ""))
        if status != 200:
            sys.exit("%s lists no links: %d %s" % (base, status, body[:200]))
        page = json.loads(body)
        for link in page["links"]:
            found[link["code"]] = link
        cursor = page.get("next")
    return found


creates = [o for o in history if o["op"] == "create"]
acknowledged = {o["code"] for o in creates if o["status"] == 201}
possible = {o["code"] for o in creates if o["status"] not in (-1, 400, 401, 404, 409)}
opens = [o for o in history if o["op"] == "open"]
answered = sum(o["status"] == 301 for o in opens)
unknown = sum(o["status"] == 0 for o in opens)
changed = [o for o in history if o["op"] == "change"]
print("%d creates, %d acknowledged; %d changes, %d acknowledged; %d clicks answered, %d unknown" %
      (len(creates), len(acknowledged), len(changed), sum(o["status"] == 200 for o in changed), answered, unknown))

shown = [codes(base) for base in bases]
for base, links in zip(bases, shown):
    lost = acknowledged - set(links)
    invented = set(links) - possible - {"kept"}
    if lost:
        wrong.append("%s has lost %d: %s" % (base, len(lost), sorted(lost)[:3]))
    if invented:
        wrong.append("%s has %d that nobody asked for: %s" % (base, len(invented), sorted(invented)[:3]))
    clicks = json.loads(ask(base, "/api/v1/stats/links/kept")[1])["clicks"]
    if not answered <= clicks <= answered + unknown:
        wrong.append("%s counted %d clicks of %d to %d" % (base, clicks, answered, answered + unknown))
if any(set(links) != set(shown[0]) for links in shown):
    wrong.append("the hosts do not show the same links")


def changes_of(code):
    """The last change that was acknowledged, and those that may have been done after it."""
    last, maybe = 0, []
    for change in (o for o in history if o["op"] == "change" and o["code"] == code):
        if change["status"] == 200:
            last, maybe = change["value"], []
        elif change["status"] != -1:
            maybe.append(change["value"])
    return last, maybe


for code in sorted({o["code"] for o in history if o["op"] == "change"}):
    last, maybe = changes_of(code)
    ends = {links[code]["url"].rsplit("/", 1)[1] for links in shown if code in links}
    allowed = {str(value) for value in [last] + maybe} | ({code} if last == 0 else set())
    if len(ends) != 1 or not ends <= allowed:
        wrong.append("%s ends as %s; its last change was %d, perhaps %s" % (code, sorted(ends), last, maybe))

made = sorted(o["end"] for o in creates if o["status"] == 201)
for fault in (f for f in faults if f["what"] != "back"):
    back = next((f["at"] for f in faults if f["what"] == "back" and f["host"] == fault["host"] and f["at"] > fault["at"]),
                float("inf"))
    within = [fault["at"]] + [end for end in made if fault["at"] <= end <= back] + [min(back, made[-1])]
    print("%s of %s: no create was acknowledged for at most %.0f ms" %
          (fault["what"], "host %d" % (fault["host"] + 1) if fault["host"] >= 0 else "all",
           max(b - a for a, b in zip(within, within[1:])) * 1000))
for host in range(len(bases)):
    ends = sorted(o["end"] for o in opens if o["host"] == host and o["status"] == 301)
    gaps = sorted(((b - a, a) for a, b in zip(ends, ends[1:])
                   if not any(f["host"] == host and a - 0.5 <= f["at"] <= b + 0.5 for f in faults)), reverse=True)
    print("host %d: longest gap of redirects while it was up %.0f ms" % (host + 1, gaps[0][0] * 1000 if gaps else -1))
for line in wrong:
    print("WRONG: " + line)
sys.exit(1 if wrong else 0)

#!/usr/bin/python3
"""Sends large bodies of many kinds to every address of curt that reads one, and judges the answers.

    large_bodies.py BASE KEY SITE

SITE is where the programs run from, so that their memory and time can be looked at. Each line that is printed is a body
that took too much of either, or was answered with what is no refusal.
"""
import base64
import hashlib
import hmac
import http.client
import itertools
import json
import os
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../aws"))
import sign

MEMORY = 20 * 1024 * 1024  # bytes that a body may cost its program,
GOOD = 30 * 1024 * 1024    # or one that is right, with its answer
SECONDS = 0.2              # of a processor, by the program, however busy the machine is
TRANSFER = 0.02            # and for each megabyte that it is handed
LARGE = 16 * 1024 * 1024 - 4096
JSON, LINES, CSV, FORM = "application/json", "application/x-ndjson", "text/csv", "application/x-www-form-urlencoded"
WORK = {JSON + ";work"}  # what is all right may take its time
MULTIPART = "multipart/form-data; boundary=x"


def addresses(code, key_id, campaign, message):
    """(program, method, path, bytes that it reads, a wrapper of values as it might have them)"""
    link = '{"url":"https://example.com/","tags":[%s]}'
    return [
        ("shorten", "POST", "/api/v1/links", 16777216, "[%s]"),
        ("shorten", "POST", "/api/v1/links?dry_run=yes", 65536, link),
        ("shorten", "PATCH", "/api/v1/links/" + code, 65536, link),
        ("shorten", "POST", "/api/v1/links/%s/disable" % code, 65536, "[%s]"),
        ("shorten", "POST", "/api/v1/links/%s/restore" % code, 65536, "[%s]"),
        ("shorten", "POST", "/api/v1/blocklist", 16384, '{"entry":"evil.example","reason":[%s]}'),
        ("shorten", "POST", "/ui/report", 65536, "[%s]"),
        ("shorten", "POST", "/api/v1/keys", 4096, '{"name":"x","role":"reader","scopes":[%s]}'),
        ("shorten", "POST", "/api/v1/keys/99/rotate", 4096, "[%s]"),
        ("shorten", "POST", "/ui/sign-in", 65536, "[%s]"),
        ("shorten", "POST", "/ui/sign-out", 65536, "[%s]"),
        ("shorten", "POST", "/ui/create", 65536, "[%s]"),
        ("send", "POST", "/api/v1/messages", 131072, '{"to":"447700900001","text":"x","failover":[%s]}'),
        ("send", "POST", "/api/v1/messages?dry_run=yes", 131072, '{"to":"447700900001","options":{"a":[%s]}}'),
        ("send", "PATCH", "/api/v1/messages/%s" % message, 4096, '{"send_at":[%s]}'),
        ("send", "PATCH", "/api/v1/inbound/%s" % message, 4096, '{"status":[%s]}'),
        ("send", "POST", "/api/v1/messages/%s/cancel" % message, 4096, "[%s]"),
        ("send", "PATCH", "/api/v1/campaigns/%s" % campaign, 4096, '{"send_at":[%s]}'),
        ("send", "POST", "/api/v1/messages/%s/resend" % message, 131072, "[%s]"),
        ("send", "POST", "/api/v1/campaigns", 1048576, '{"name":"x","template":"x","recipients":[%s]}'),
        ("send", "POST", "/api/v1/campaigns?name=x&template=x", 4194304, "[%s]"),
        ("send", "POST", "/api/v1/campaigns/%s/recipients?dry_run=yes" % campaign, 4194304, "[%s]"),
        ("send", "POST", "/api/v1/campaigns/%s/recipients/copy" % campaign, 4096, '{"campaign":[%s]}'),
        ("send", "POST", "/api/v1/campaigns/%s/test" % campaign, 4096, '{"to":[%s]}'),
        ("send", "POST", "/api/v1/campaigns/none/start", 4096, '{"to":[%s]}'),
        ("send", "POST", "/api/v1/conversions", 4096, '{"click_id":[%s]}'),
        ("send", "POST", "/api/v1/suppressions", 4096, '{"number":[%s]}'),
        ("bus", "POST", "/api/v1/rules", 65536, '{"name":"x","pattern":{"source":[%s]}}'),
        ("bus", "PATCH", "/api/v1/rules/none", 65536, '{"pattern":{"$or":[%s]}}'),
        ("bus", "POST", "/api/v1/targets", 65536, '{"name":"x","rule":"x","url":"https://example.com/","headers":[%s]}'),
        ("bus", "PATCH", "/api/v1/targets/none", 65536, '{"input":{"a":[%s]}}'),
        ("bus", "POST", "/api/v1/targets/none/rotate", 65536, "[%s]"),
        ("bus", "POST", "/api/v1/events", 1048576, '{"source":"s","detail-type":"t","detail":{"a":[%s]}}'),
        ("bus", "POST", "/api/v1/events/match", 65536, '{"pattern":{"detail":{"a":[%s]}}}'),
        ("bus", "POST", "/api/v1/dead-letters/redrive", 4096, '{"target":[%s]}'),
        ("bus", "POST", "/api/v1/dead-letters/purge", 4096, '{"reason":[%s]}'),
        ("bus", "POST", "/api/v1/replays", 4096, '{"name":"x","targets":[%s]}'),
        ("bus", "POST", "/aws", 1048576, '{"Entries":[%s]}'),
        ("receipt", "POST", "/api/v1/receipts/vonage/status", 32768, '{"message_uuid":[%s]}'),
        ("receipt", "POST", "/api/v1/receipts/vonage/inbound", 32768, '{"text":[%s]}'),
        ("receipt", "POST", "/api/v1/receipts/twilio/status", 32768, '{"MessageSid":[%s]}'),
        ("receipt", "POST", "/api/v1/receipts/twilio/inbound", 32768, '{"Body":[%s]}'),
    ]


VALUES = ["{}", "[]", "1", "0", "-1.5e3", "1e999", '""', "null", "true", '"x"', "[[]]", "[{}]", '{"a":{}}', '{"a":[]}',
          '{"a":1}', '{"url":1}', '{"url":""}', '{"url":"x"}', '{"to":""}', '{"to":"1"}', "[1,2,3]", '{"a":1,"a":2}',
          '{"a":null,"b":[null]}', '"\\u0041"', '"\\ud83d\\udd17"', '"\\n\\t"', '"é"', '"🔗"', "18446744073709551615",
          "0.1234567890123456789", '{"":""}', '"' + "x" * 1000 + '"', '{"' + "n" * 1000 + '":1}', "[" * 20 + "]" * 20,
          '{"a":' * 20 + "1" + "}" * 20, '{"source":"s","detail-type":"t","detail":{}}',
          '{"url":"https://example.com/' + "x" * 9000 + '"}', '{"url":"https://example.com/","tags":[' + '"t",' * 99 + '"t"]}']
LONG = ["x", "\\u0041", "é", "🔗", "\\\\", "\\n", " ", "[", "{", "\\/"]


def fill(unit, size, joint=""):
    count = max(1, (size - 200) // max(1, len((unit + joint).encode())))
    return joint.join([unit] * count)


def kinds(wrapper, size):
    """(name, type, what makes the body, to be called before the next): about a hundred."""
    inside = size - len(wrapper)
    for value in VALUES:
        yield "many " + value[:30], JSON, lambda: "[" + fill(value, size, ",") + "]"
        yield "wrapped " + value[:30], JSON, lambda: wrapper % fill(value, inside, ",")
    for text in LONG:
        yield "long text of " + text, JSON, lambda: wrapper % ('"' + fill(text, inside) + '"')
    for text in LONG[:4]:
        yield "long name of " + text, JSON, lambda: '{"' + fill(text, size) + '":1}'
    yield "many names", JSON, lambda: "{" + ",".join('"n%d":1' % n for n in range(size // 13)) + "}"
    yield "many names of objects", JSON, lambda: "{" + ",".join('"n%d":{}' % n for n in range(size // 14)) + "}"
    yield "the same name", JSON, lambda: "{" + fill('"url":1', size, ",") + "}"
    yield "deep arrays", JSON, lambda: "[" * (size // 2) + "]" * (size // 2)
    yield "open arrays", JSON, lambda: "[" * size
    yield "open objects", JSON, lambda: fill('{"a":', size)
    yield "closed only", JSON, lambda: "]" * size
    yield "an open text", JSON, lambda: '{"url":"' + "x" * (size - 9)
    yield "space", JSON, lambda: " " * size
    yield "space and an object", JSON, lambda: " " * (size - 2) + "{}"
    yield "space in an array", JSON, lambda: "[" + " " * (size - 2) + "]"
    yield "a long number", JSON, lambda: "1" * size
    yield "a long fraction", JSON, lambda: wrapper % ("0." + "1" * inside)
    yield "commas", JSON, lambda: "[" + "," * (size - 2) + "]"
    yield "quotes", JSON, lambda: '"' * size
    yield "letters", JSON, lambda: "x" * size
    yield "lines of objects", LINES, lambda: fill("{}\n", size)
    yield "lines of nothing", LINES, lambda: "\n" * size
    yield "lines of letters", LINES, lambda: fill("x\n", size)
    yield "one long line", LINES, lambda: '{"url":"' + "x" * (size - 12) + '"}\n'
    yield "lines of arrays", LINES, lambda: fill("[[[[]]]]\n", size)
    yield "a form of many", FORM, lambda: fill("url=x", size, "&")
    yield "a form of many names", FORM, lambda: "&".join("n%d=" % n for n in range(size // 9))
    yield "a form of ampersands", FORM, lambda: "&" * size
    yield "a long field", FORM, lambda: "url=" + "x" * (size - 4)
    yield "an encoded field", FORM, lambda: "key=" + fill("%41", size)
    yield "many tags", FORM, lambda: "url=https://example.com/&tags=" + fill("t", size - 40, ",")
    yield "lines of CSV", CSV, lambda: "to,name\n" + fill("1,x\n", size)
    yield "columns of CSV", CSV, lambda: fill("c", size, ",") + "\n1\n"
    yield "a quoted CSV field", CSV, lambda: 'to\n"' + "x" * (size - 5) + '"\n'
    yield "quotes of CSV", CSV, lambda: 'to\n' + '"' * size
    yield "many parts", MULTIPART, lambda: fill('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n', size) + "--x--\r\n"


def processes(site, program):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % pid, "rb") as f:
                if f.read().split(b"\0")[0].decode() == "%s/cgi-bin/%s.fcgi" % (site, program):
                    yield pid
        except OSError:
            continue


def spent(site, program):
    """Seconds of a processor that the program's processes have had."""
    ticks = 0
    for pid in processes(site, program):
        try:
            with open("/proc/%s/stat" % pid) as f:
                ticks += sum(map(int, f.read().rsplit(")", 1)[1].split()[11:13]))
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(site, program):
    """Of each process of the program: bytes of its own now, and at the most since it was looked at last."""
    seen = {}
    for pid in processes(site, program):
        try:
            with open("/proc/%s/status" % pid) as f:
                fields = dict(line.split(":", 1) for line in f)
            with open("/proc/%s/clear_refs" % pid, "w") as f:
                f.write("5")
        except OSError:
            continue
        kilobytes = {name: int(fields[name].split()[0]) for name in ("VmHWM", "RssAnon", "RssShmem", "RssFile")}
        peak = kilobytes["VmHWM"] - kilobytes["RssShmem"] - kilobytes["RssFile"]
        seen[pid] = (kilobytes["RssAnon"] * 1024, peak * 1024)
    return seen


def token(body, secret):
    """As the carrier signs a callback: without it, nothing of it would be read."""
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    claims = {"iss": "Vonage", "iat": int(time.time()), "jti": os.urandom(8).hex(),
              "payload_hash": hashlib.sha256(body).hexdigest()}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(secret.encode(), text, "sha256").digest())).decode()


def twilio(path, base, body, secret):
    """The path as Twilio calls it with JSON, and its signature."""
    path += "?bodySHA256=" + hashlib.sha256(body).hexdigest()
    made = hmac.new(secret.encode(), (base + path).encode(), "sha1").digest()
    return path, {"X-Twilio-Signature": base64.b64encode(made).decode()}


class Judge:
    def __init__(self, base, key, site):
        self.address = urllib.parse.urlsplit(base).netloc
        self.key, self.site, self.base, self.worst = key, site, {}, {}
        self.url, self.secret = base, os.environ["CURT_VONAGE_SIGNATURE_SECRET"]

    def send(self, method, path, kind, body, more={}):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        key = token(body, self.secret) if "/receipts/" in path else self.key
        if "/receipts/twilio/" in path:
            path, more = twilio(path, self.url, body, os.environ["CURT_TWILIO_AUTH_TOKEN"])
        headers = {"Content-Type": kind, "Authorization": "Bearer " + key, **more}
        if path == "/aws":
            headers = sign.sign(self.url + path, "PutEvents", body)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def judge(self, program, method, path, name, kind, body, more={}):
        before = spent(self.site, program)
        status, text = self.send(method, path, kind, body, more)
        seconds = spent(self.site, program) - before
        late = seconds > SECONDS + TRANSFER * len(body) / 1e6
        grown = 0
        for pid, (now, peak) in memory(self.site, program).items():
            grown = max(grown, peak - self.base.setdefault(pid, now))
        worst = self.worst.setdefault((method, path.split("?")[0]), [0, 0, "", ""])
        if seconds > worst[0]:
            worst[0], worst[2] = seconds, name
        if grown > worst[1]:
            worst[1], worst[3] = grown, name
        if late and kind not in WORK or grown > (GOOD if kind in WORK else MEMORY) or status >= 500:
            print("%s %s, %s, %d bytes: %d, %.3f s, %d KB" % (
                method, path, name, len(body), status, seconds, grown // 1024))


def good(judge):
    """A thousand links of the longest URLs are right: they take their time, and little more memory."""
    link = '{"url":"https://example.com/%d/' + "x" * 8100 + '"}'
    body = ("[" + ",".join(link % n for n in range(1000)) + "]").encode()
    for name, more in (("good links", {}), ("good links once", {"Idempotency-Key": "good"})):
        judge.judge("shorten", "POST", "/api/v1/links", name, JSON + ";work", body, more)


def main():
    judge = Judge(*sys.argv[1:4])
    each = int(os.environ.get("EACH", "3"))  # of the kinds: others at the next address
    code = json.loads(judge.send("POST", "/api/v1/links", JSON, '{"url":"https://example.com/"}')[1])["code"]
    judge.send("POST", "/api/v1/campaigns", JSON, '{"name":"large","template":"x","channel":"sms"}')
    for turn, row in enumerate(addresses(code, 1, "large", "01234567-89ab-4def-8123-456789abcdef")):
        program, method, path, size, wrapper = row
        judge.send(method, path, JSON, b"{}")
        memory(judge.site, program)
        for name, kind, body in itertools.islice(kinds(wrapper, size), turn % each, None, each):
            judge.judge(program, method, path, name, kind, body().encode()[:size])
        for name, body in (("too long", "[" + fill("{}", LARGE, ",") + "]"), ("too long a text", '"' + "x" * LARGE)):
            judge.judge(program, method, path, name, JSON, body.encode()[:LARGE])
    good(judge)
    if len(sys.argv) > 4:
        for (method, path), (seconds, grown, late, large) in judge.worst.items():
            print("%6.3f s %6d KB %s %s (%s; %s)" % (seconds, grown // 1024, method, path, late, large), file=sys.stderr)


main()

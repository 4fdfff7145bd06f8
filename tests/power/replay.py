"""replay.py TRACE STORE CUTS ACCEPTED: the store as power cuts would leave it, at CUTS moments of the trace of recorder.c.

What is on the disk after a cut: of each file, what was recorded before a sync of it began that had ended; all names as they
were when any sync began that had ended, since ext4 and XFS keep the order of what is done to names, and Berkeley DB relies
on it; and of what came after that, a part that chance chooses: a few bytes of it, all of
it, none, or some of its blocks and others not (only whole blocks in db/, where a page is one).

Of every cut: the clicks that were answered before it are in the log once each when curt-relay has recovered the store and
taken the spool in, and as many are counted; the links and messages that were answered are there, and messages are what the
receipts say that were. And after each answer, its click is in what is surely on the disk of the spool, and the bytes that
are not stand behind it: wherever a cut ends them, the click is there. Speaks TAP.

ACCEPTED is what the carrier's stand-in took: its ids, and those of messages.

Environment: CURT_CONF, CURT and RELAY, the programs' paths.
"""
import collections
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import zlib

LINE = struct.Struct("<cQQHI")
HEADER = 16  # bytes of a segment before its first record
BLOCK = 4096  # bytes that a disk writes at once, and a page of a table


class File:
    def __init__(self):
        self.disk = bytearray()  # what is surely there
        self.writes = []  # since then: (offset, bytes), or (length, None) for a truncation
        self.begun = {}  # of a thread: how many writes its sync covers
        self.first = HEADER  # where its first record is: what was before it is taken in, and off the disk

    def apply(self, content, writes):
        for offset, data in writes:
            if data is None:
                del content[offset:]
                content.extend(bytes(max(0, offset - len(content))))
            else:
                content.extend(bytes(max(0, offset - len(content))))
                content[offset:offset + len(data)] = data
        return content

    def end(self, thread):
        covered = self.begun.pop(thread, 0)
        self.apply(self.disk, self.writes[:covered])
        del self.writes[:covered]
        for other in self.begun:
            self.begun[other] = max(0, self.begun[other] - covered)

    def punch(self, offset, length):
        """What is taken off the disk is gone at once, and later writes of it with it."""
        self.first = max(self.first, offset + length)
        self.apply(self.disk, [(offset, bytes(max(0, min(length, len(self.disk) - offset))))])
        self.writes = [(at, data if data is None or at >= offset + length else bytes(len(data))) for at, data in self.writes]

    def scattered(self, chance):
        """Some blocks of what is not synced: a disk writes them in any order. What cut the file short comes last or never."""
        writes = self.writes[:next((i for i, write in enumerate(self.writes) if write[1] is None), len(self.writes))]
        kept, blocks = [], {}
        for offset, data in writes:
            at = offset
            while at < offset + len(data):
                end = min(offset + len(data), (at // BLOCK + 1) * BLOCK)
                if blocks.setdefault(at // BLOCK, chance.random() < 0.5):
                    kept.append((at, data[at - offset:end - offset]))
                at = end
        return kept

    def cut(self, chance, whole):
        """As a power cut leaves it."""
        if chance.random() < 0.3:
            return bytes(self.apply(bytearray(self.disk), self.scattered(chance)))
        kept = chance.choice((0, len(self.writes), chance.randint(0, len(self.writes))))
        content = self.apply(bytearray(self.disk), self.writes[:kept])
        if not whole and kept < len(self.writes) and self.writes[kept][1] is not None:
            offset, data = self.writes[kept]
            self.apply(content, [(offset, data[:chance.randint(0, len(data))])])
        return bytes(content)


class Disk:
    def __init__(self):
        self.files = collections.defaultdict(File)
        self.files_of = {}  # inode -> the file that has it now
        self.names = {}  # path -> inode, as programs see it
        self.durable = {}  # path -> inode, as a power cut leaves it
        self.begun = {}  # of a thread: the names when its sync began
        self.time = self.durable_at = 0
        self.answered = collections.defaultdict(set)

    def born(self, kind, inode, path):
        """An inode's number is used again, for another file, once its names are gone."""
        if kind == b"C" and self.names.get(path) != self.files_of.get(inode) and self.files_of.get(inode) not in self.names.values():
            self.files_of[inode] = (inode, self.time)
        return inode if kind == b"A" else self.files_of.setdefault(inode, (inode, 0))

    def step(self, kind, inode, offset, path, data):
        self.time += 1
        inode = self.born(kind, inode, path)
        if kind in (b"C", b"W"):
            self.names[path] = inode
        if kind == b"W":
            self.files[inode].writes.append((offset, data))
        elif kind == b"T":
            self.files[inode].writes.append((offset, None))
        elif kind == b"P":
            length, = struct.unpack("=Q", data)
            self.files[inode].punch(offset, length)
        elif kind == b"B":
            self.files[inode].begun[offset] = len(self.files[inode].writes)
            self.begun[offset] = (self.time, dict(self.names))
        elif kind == b"E":
            self.files[inode].end(offset)
            self.durable_at, self.durable = max((self.durable_at, self.durable), self.begun.pop(offset), key=lambda of: of[0])
        elif kind == b"R":
            self.names[data.decode()] = self.names.pop(path)
        elif kind == b"U":
            self.names.pop(path, None)
        elif kind == b"A":
            what, which = path.split(" ", 1)
            self.answered[what].add(int(which) if what == "click" else which)

    def segments(self):
        return [(path, self.files[inode]) for path, inode in self.durable.items() if path.endswith(".clicks")]


def clicks(content, first):
    """The numbers in the queries of a segment's whole records, and where the last of them ends."""
    content = bytes(content)
    found, at = [], first
    while len(content) - at >= 8:
        length, crc = struct.unpack_from(">II", content, at)
        body = content[at + 8:at + 8 + length]
        if length == 0 or len(body) < length or zlib.crc32(body, zlib.crc32(content[at:at + 4])) != crc:
            break
        found += [int(number) for number in re.findall(rb"n=(\d+)", body)]
        at += 8 + length
    return found, at


def lines(path):
    with open(path, "rb") as trace:
        data = trace.read()
    at = 0
    while at < len(data):
        kind, inode, offset, path_length, length = LINE.unpack_from(data, at)
        at += LINE.size
        yield kind, inode, offset, data[at:at + path_length].decode(), data[at + path_length:at + path_length + length]
        at += path_length + length


def lay_out(disk, store, chance):
    shutil.rmtree(store, ignore_errors=True)
    for name in ("", "db", "log", "spool", "users"):
        os.mkdir(os.path.join(store, name), 0o700)
    for path, inode in disk.durable.items():
        if os.path.dirname(path) in ("db", "log", "spool") or path in ("DB_CONFIG", "VERSION"):
            with open(os.path.join(store, path), "wb") as file:
                file.write(disk.files[inode].cut(chance, path.startswith("db/")))


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("%s: %s" % (" ".join(command), done.stderr[-2000:]))
    return done.stdout


def listed(*command):
    return [json.loads(line) for line in run(os.environ["CURT"], *command, "--json", "--limit", "1000000").splitlines()]


def recovered(store):
    """The clicks of the log by their numbers, and how many are counted."""
    os.environ["CURT_STORE_HOME"] = store
    run(os.environ["RELAY"], "--once")
    logged = collections.Counter()
    for event in listed("event", "list"):
        if event["detail-type"] == "link.clicked":
            logged[int(event["detail"]["query"].removeprefix("n="))] += 1
    return logged, json.loads(run(os.environ["CURT"], "stats", "--json"))["clicks"]


def missing(answered, message_of):
    """What was answered, and is not in the recovered store."""
    links = {link["code"] for link in listed("link", "list")}
    messages = {message["id"]: message["status"] for message in listed("message", "list")}
    lost = [("link", code) for code in answered["link"] - links]
    lost += [("message", one) for one in answered["message"] - set(messages)]
    for receipt in answered["receipt"]:
        one, status = receipt.split(" ")
        if messages.get(message_of.get(one)) not in ("delivered", status):
            lost.append((receipt, messages.get(message_of.get(one))))
    return lost


def main():
    trace, store, cuts = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(sys.argv[4]) as accepted:
        message_of = {line["uuid"]: line["client_ref"] for line in map(json.loads, accepted)}
    chance = random.Random(1)
    steps = list(lines(trace))
    answers = [i for i, step in enumerate(steps) if step[0] == b"A"]
    promised = collections.Counter(steps[i][3].split(" ")[0] for i in answers)
    if any(promised[what] < 20 for what in ("click", "link", "message", "receipt")):
        print("not ok 1 there was no load:", dict(promised))
        return
    moments = sorted(chance.sample(range(answers[0], len(steps)), min(cuts, len(steps) - answers[0])))
    disk, lost, cut_wrong, wrong, gone, tails = Disk(), [], [], [], [], 0
    for i, step in enumerate(steps):
        disk.step(*step)
        if step[0] == b"A" and step[3].startswith("click "):
            sure = set()
            for path, file in disk.segments():
                found, end = clicks(file.disk, file.first)
                end = min(end, len(file.disk))
                sure.update(found)
                rest = file.apply(bytearray(file.disk), file.writes)
                tails += len(rest) - end
                if rest[:end] != file.disk[:end]:
                    cut_wrong.append(path)
            if int(step[3].split(" ")[1]) not in sure:
                lost.append(step[3])
        if moments and i == moments[0]:  # cut
            moments.pop(0)
            lay_out(disk, store, chance)
            logged, counted = recovered(store)
            unlogged = [n for n in disk.answered["click"] if logged[n] != 1]
            if unlogged or counted != sum(logged.values()) or max(logged.values(), default=1) > 1:
                wrong.append((i, unlogged[:5], counted, sum(logged.values())))
            gone += [(i, one) for one in missing(disk.answered, message_of)]
    results = [
        ("each of %d answered clicks was on the disk before its answer" % promised["click"], lost),
        ("none of %d bytes that were not synced stands before one that was" % tails, cut_wrong),
        ("%d power cuts: each answered click is in the log once, and counted" % cuts, wrong),
        ("and so is each of %d links, %d messages and %d receipts" % (promised["link"], promised["message"], promised["receipt"]),
         gone),
    ]
    for number, (name, faults) in enumerate(results, 1):
        print("%s %d %s" % ("not ok" if faults else "ok", number, name))
        for fault in faults[:5]:
            print("#", fault)


main()

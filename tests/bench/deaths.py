# deaths.py BASE KEY SITE ROUNDS all|inside -- COMMAND...: kills programs of a site by turns and prints, for each kind and for deaths
# inside and outside the store, how long nothing was answered. COMMAND runs another as the site's user.
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

base, key, site, rounds, kinds = sys.argv[1:6]
as_site = sys.argv[7:]
host = urllib.parse.urlsplit(base).netloc
LOOK = 2.5  # seconds that are looked at from a death on


class Client(threading.Thread):
    """Asks all the time, and keeps when it was answered."""

    def __init__(self, method, path, body, wanted):
        super().__init__(daemon=True)
        self.request = method, path, body, {'Authorization': 'Bearer ' + key, 'Content-Type': 'application/json'}
        self.wanted = wanted
        self.answered, self.failed = [time.monotonic()], []

    def ask(self):
        connection = http.client.HTTPConnection(host, timeout=10)
        try:
            connection.request(*self.request)
            return connection.getresponse().status == self.wanted
        except OSError:
            return False
        except http.client.HTTPException:
            return False
        finally:
            connection.close()

    def run(self):
        while True:
            (self.answered if self.ask() else self.failed).append(time.monotonic())
            time.sleep(0.002)

    def gap(self, since, until):
        """The longest time without an answer, in milliseconds, and how many requests failed."""
        times = [t for t in list(self.answered) if t <= until]
        before = max(t for t in times if t <= since)
        times = [before] + [t for t in times if t > since] + [until]
        failed = sum(since <= t <= until for t in list(self.failed))
        return max(b - a for a, b in zip(times, times[1:])) * 1000, failed


opens = Client('GET', '/kept', None, 301)
makes = Client('POST', '/api/v1/links', json.dumps({'url': 'https://example.com/made'}), 201)


def log_sizes():
    return {name: os.path.getsize(os.path.join(site, name)) for name in os.listdir(site) if name.endswith('.log')}


def has_recovered(sizes):
    for name in log_sizes():
        with open(os.path.join(site, name), 'rb') as log:
            log.seek(sizes.get(name, 0))
            if b'needs recovery' in log.read():
                return True
    return False


def programs(pattern):
    found = subprocess.run(['pgrep', '-f', '^' + site + '/' + pattern], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def kill(pattern):
    victims = programs(pattern)
    if victims:
        os.kill(random.choice(victims), signal.SIGKILL)


def command(how):
    """One that dies, and one that comes after it."""
    with open(os.path.join(site, 'command.log'), 'ab') as log:
        subprocess.run(as_site + [site + '/sbin/die', how], stdout=log, stderr=log)
        subprocess.run(as_site + [site + '/sbin/curt', 'key', 'list'], stdout=log, stderr=log)


KINDS = [(name, lambda name=name: kill('cgi-bin/' + name + '.fcgi'))
         for name in ('bus', 'receipt', 'redirect', 'send', 'shorten', 'stats')]
KINDS += [('curt-relay', lambda: kill('sbin/curt-relay')), ('a command, outside', lambda: command('outside')),
          ('a command, inside', lambda: command('inside')), ('nobody', lambda: None)]
if kinds == 'inside':
    KINDS = [kind for kind in KINDS if kind[0] == 'a command, inside']


def settle():
    """Until both are answered, again and again."""
    while True:
        start = time.monotonic()
        time.sleep(1)
        if all(client.gap(start, time.monotonic())[0] < 300 for client in (opens, makes)):
            return


def shown(values):
    values = sorted(values)
    return '%6.0f %6.0f %6.0f' % (values[len(values) // 2], values[int(len(values) * 0.99)], values[-1])


for client in (opens, makes):
    client.start()
gaps = {}
for _ in range(int(rounds)):
    for name, die in KINDS:
        settle()
        sizes, since = log_sizes(), time.monotonic()
        die()
        time.sleep(LOOK)
        until = time.monotonic()
        where = 'inside' if has_recovered(sizes) else 'outside'
        gaps.setdefault((name, where), []).append((opens.gap(since, until), makes.gap(since, until)))
        for client in (opens, makes):
            client.answered = client.answered[-1000:]
            client.failed.clear()
        print('.', end='', file=sys.stderr, flush=True)
print(file=sys.stderr)
print('%-20s %-8s %6s   links open: %s failed   made: %s failed' % (
    'milliseconds', '', 'deaths', 'median    p99    max', 'median    p99    max'))
for where in ('outside', 'inside'):
    total = [gap for (name, at), gaps_of in gaps.items() if at == where and name != 'nobody' for gap in gaps_of]
    for name, rows in [(name, gaps.get((name, where), [])) for name, _ in KINDS] + [('all', total)]:
        if rows:
            print('%-20s %-8s %6d               %s %6d         %s %6d' % (
                name, where, len(rows), shown([r[0][0] for r in rows]), sum(r[0][1] for r in rows),
                shown([r[1][0] for r in rows]), sum(r[1][1] for r in rows)))

#!/usr/bin/python3
"""switch.py: the network between the hosts of a test's cluster: a switch, with cables that can be cut, and slow ones.

    switch.py CONTROL PREFIX COUNT

Makes taps PREFIX1 to PREFIXcount in the network namespace that it runs in (they are then moved into those of the hosts),
and passes frames between them. The file CONTROL is read ten times a second; a line of it is a fault:

    cut N            nothing comes from or gets to host N
    mute N           nothing comes from host N
    deaf N           nothing gets to host N
    slow MS LOSS     all frames take so many milliseconds, and of 1,000 so many are lost

An empty file: all is well.
"""
import fcntl, heapq, os, random, select, struct, sys, time

control, prefix, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000


def tap(name):
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TAP | IFF_NO_PI))
    return file


ports = [tap(prefix + str(n + 1)) for n in range(count)]
learnt = {}  # MAC address -> port
late, ticket = [], 0
mute, deaf, delay, loss = set(), set(), 0.0, 0.0
looked = 0.0
print("ready", flush=True)


def read_control():
    global mute, deaf, delay, loss
    mute, deaf, delay, loss = set(), set(), 0.0, 0.0
    with open(control) as lines:
        for what, *numbers in (line.split() for line in lines if line.strip()):
            if what in ("cut", "mute"):
                mute.add(int(numbers[0]) - 1)
            if what in ("cut", "deaf"):
                deaf.add(int(numbers[0]) - 1)
            if what == "slow":
                delay, loss = float(numbers[0]) / 1000, float(numbers[1]) / 1000


def give(port, frame):
    try:
        os.write(ports[port], frame)
    except OSError:
        pass  # its host is not up yet


while True:
    now = time.monotonic()
    if now - looked > 0.1:
        read_control()
        looked = now
    while late and late[0][0] <= now:
        give(*heapq.heappop(late)[2:])
    wait = min(0.1, late[0][0] - now) if late else 0.1
    for file in select.select(ports, [], [], wait)[0]:
        source = ports.index(file)
        for _ in range(64):
            try:
                frame = os.read(file, 65536)
            except OSError:
                break
            learnt[frame[6:12]] = source
            target = learnt.get(frame[0:6])
            for port in range(count) if target is None else (target,):
                if port == source or source in mute or port in deaf or (loss and random.random() < loss):
                    continue
                if delay:
                    ticket += 1
                    heapq.heappush(late, (time.monotonic() + delay, ticket, port, frame))
                else:
                    give(port, frame)

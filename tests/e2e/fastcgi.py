#!/usr/bin/python3
"""A web server's side of FastCGI, for what no web server does on demand.

    fastcgi.py SOCKET pause SECONDS COMMAND   a POST of a link whose body stops halfway; COMMAND runs meanwhile
    fastcgi.py SOCKET endless                 a POST with Transfer-Encoding and without a Content-Length
    fastcgi.py SOCKET half                    half a header, and then nothing until the program hangs up: for how long
    fastcgi.py SOCKET deaf PATH               a GET whose answer is not read, until the program hangs up: for how long
    fastcgi.py SOCKET lazy PROGRAM            PROGRAM with a new SOCKET that does not block: whether it is busy while
                                              nobody connects, its answer, and its status when it is told to end

Prints the status that is answered, or the seconds.
"""
import os
import resource
import select
import socket
import struct
import subprocess
import sys
import time


def record(kind, content):
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def pair(name, value):
    def length(text):
        return bytes([len(text)]) if len(text) < 128 else struct.pack("!I", len(text) | 0x80000000)

    name, value = name.encode(), value.encode()
    return length(name) + length(value) + name + value


def begin(connection, variables):
    head = b"".join(pair(name, value) for name, value in variables.items())
    connection.sendall(record(1, struct.pack("!HB5x", 1, 0)) + record(4, head) + record(4, b""))


def status(connection):
    answer = b""
    while chunk := connection.recv(65536):
        answer += chunk
    at = answer.find(b"Status: ")
    return answer[at + 8:at + 11].decode() if at >= 0 else "none"


def deaf(connection, variables, path):
    begin(connection, variables | {"REQUEST_METHOD": "GET", "REQUEST_URI": path})
    connection.sendall(record(5, b""))
    started = time.monotonic()
    hung_up = select.poll()
    hung_up.register(connection, 0)
    hung_up.poll(30000)
    print(int(time.monotonic() - started))


def lazy(path, program):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(5)
    listener.setblocking(False)
    child = subprocess.Popen([program], stdin=listener)
    time.sleep(1.5)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    begin(connection, {"REQUEST_METHOD": "GET", "REQUEST_URI": "/nothing-here", "REMOTE_ADDR": "127.0.0.1"})
    connection.sendall(record(5, b""))
    answer = status(connection)
    child.terminate()
    ended = child.wait(10)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("busy" if used.ru_utime + used.ru_stime > 0.7 else "idle", answer, ended)


def main():
    if sys.argv[2] == "lazy":
        lazy(sys.argv[1], sys.argv[3])
        return
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(30)
    connection.connect(sys.argv[1])
    body = b'{"url":"https://example.com/","tags":["' + b"a" * 60 + b'"]}'
    variables = {"REQUEST_METHOD": "POST", "REQUEST_URI": "/api/v1/links", "REMOTE_ADDR": "127.0.0.1",
                 "CONTENT_TYPE": "application/json", "HTTP_AUTHORIZATION": "Bearer " + os.environ["ADMIN"]}
    if sys.argv[2] == "deaf":
        deaf(connection, variables, sys.argv[3])
        return
    if sys.argv[2] == "half":
        started = time.monotonic()
        connection.sendall(record(1, struct.pack("!HB5x", 1, 0))[:4])
        connection.recv(1)
        print(int(time.monotonic() - started))
        return
    if sys.argv[2] == "endless":
        begin(connection, variables | {"HTTP_TRANSFER_ENCODING": "chunked"})
        connection.sendall(record(5, body) + record(5, b""))
    else:
        begin(connection, variables | {"CONTENT_LENGTH": str(len(body))})
        connection.sendall(record(5, body[:20]))
        time.sleep(float(sys.argv[3]))
        subprocess.run(sys.argv[4], shell=True, check=True)
        time.sleep(float(sys.argv[3]))
        connection.sendall(record(5, body[20:]) + record(5, b""))
    print(status(connection))


if __name__ == "__main__":
    main()

#!/bin/bash
# libfcgi-signal: a signal that comes between a connection and its first byte costs a program that request.
#
# On a Unix socket, libfcgi's FCGX_Accept_r waits, after accept(), until the connection has something to read. A signal with
# a handler ends that wait, whether or not the handler was installed with SA_RESTART, since poll() is never restarted.
# libfcgi takes this for a silent server, closes the connection, and goes on: the request that the server is about to write
# is lost, and no code of the program hears of it. FCGI_FAIL_ACCEPT_ON_INTR, which is there for signals, changes nothing:
# it is for accept() alone. On a TCP socket libfcgi does not wait, and the request is answered.
#
# Seen with Debian 12's libfcgi0ldbl 2.4.2-2+deb12u1.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libfcgi0ldbl=2.4.2-2+deb12u1 libfcgi-dev=2.4.2-2+deb12u1 >/dev/null 2>&1
for package in ./*.deb; do
    dpkg-deb -x "$package" root
done

cat >program.c <<'END'
#include <fcgiapp.h>
#include <signal.h>
#include <stdlib.h>

static void handle(int signal_number) { (void)signal_number; }

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    FCGX_Request request;
    sigaction(SIGUSR2, &action, NULL);
    FCGX_Init();
    FCGX_InitRequest(&request, 0, argc > 1 ? FCGI_FAIL_ACCEPT_ON_INTR : 0);
    for (;;)
        if (FCGX_Accept_r(&request) == 0) {
            FCGX_PutS("Status: 200\r\n\r\nhello", request.out);
            FCGX_Finish_r(&request);
        }
}
END
library=$(dirname "$(find root -name libfcgi.so.0)")
gcc -I root/usr/include/fastcgi -I root/usr/include -o program program.c -L "$library" -lfcgi

cat >server.py <<'END'
import os, signal, socket, struct, subprocess, sys, time

family, disturb, arguments = sys.argv[1], sys.argv[2] == "signal", sys.argv[3:]
if family == "unix":
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("socket-" + str(os.getpid()))
else:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
listener.listen()
program = subprocess.Popen(["./program"] + arguments, stdin=listener)
connection = socket.socket(listener.family)
connection.settimeout(10)
connection.connect(listener.getsockname())
time.sleep(0.5)
if disturb:
    program.send_signal(signal.SIGUSR2)
    time.sleep(0.3)
answer = b""
try:
    for kind, body in ((1, struct.pack("!HB5x", 1, 0)), (4, b""), (5, b"")):
        connection.sendall(struct.pack("!BBHHBx", 1, kind, 1, len(body), 0) + body)
    while part := connection.recv(4096):
        answer += part
except OSError:
    pass
program.kill()
program.wait()
print("answered" if b"hello" in answer else "dropped")
END

# expect WHAT WORDS...: what comes of a request.
expect() {
    local wanted=$1 got
    shift
    got=$(LD_LIBRARY_PATH=$library python3 server.py "$@")
    printf '%-40s %s\n' "$*" "$got"
    [ "$got" = "$wanted" ]
}

expect answered unix none
expect dropped unix signal
expect dropped unix signal fail-accept-on-intr
expect answered tcp signal
echo "as described"

#!/bin/bash
# libfcgi-signal: a FastCGI program that handles a signal, even with SA_RESTART, loses the request that is just arriving.
#
# On a Unix socket, FCGX_Accept_r() accepts a connection and then polls it for the first byte, for up to two seconds. poll is
# never restarted after a signal (signal(7)), and libfcgi takes its EINTR for a client that says nothing: it closes the
# connection and accepts the next. The web server has sent its request to nobody, and answers with an error. So timers
# (setitimer), SIGCHLD of a helper, SIGHUP for a reload, or SIGTERM with which a program is to end after this request, cost
# requests under load. FCGI_FAIL_ACCEPT_ON_INTR does not help: it is about accept() alone. Programs should block signals,
# or poll and accept on their own and hand the connection to libfcgi as one that was kept.
#
# Seen with Debian 12's libfcgi0ldbl and libfcgi-dev 2.4.2-2+deb12u1.
set -euo pipefail

work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || { kill "$pid"; wait "$pid" || true; } 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
apt-get download libfcgi0ldbl=2.4.2-2+deb12u1 libfcgi-dev=2.4.2-2+deb12u1 >/dev/null 2>&1
for package in ./*.deb; do
    dpkg-deb -x "$package" root
done
libraries=$(dirname "$(find root -name 'libfcgi.so.0')")

cat >program.c <<'END'
#include <fcgiapp.h>
#include <signal.h>
#include <stddef.h>
static void on_signal(int number) { (void)number; }
int main(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    FCGX_Request request;
    sigaction(SIGUSR1, &action, NULL);
    FCGX_Init();
    FCGX_InitRequest(&request, FCGX_OpenSocket("socket", 16), 0);
    while (FCGX_Accept_r(&request) == 0)
        FCGX_PutS("Content-Length: 3\r\n\r\nyes", request.out);
}
END
gcc -o program -Iroot/usr/include program.c -L"$libraries" -Wl,-rpath,"$work/$libraries" -l:libfcgi.so.0
./program &
pid=$!

# A server that connects, and sends its request a fifth of a second later: with a signal to the program in between or not.
cat >server.py <<'END'
import os, signal, socket, struct, sys, time
def record(kind, content):
    return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content
def ask(disturb):
    server = socket.socket(socket.AF_UNIX)
    server.connect("socket")
    time.sleep(0.1)
    if disturb:
        os.kill(int(sys.argv[1]), signal.SIGUSR1)
    time.sleep(0.1)
    got = b""
    try:
        server.sendall(record(1, struct.pack(">HB5x", 1, 0)) + record(4, b"") + record(5, b""))
        while part := server.recv(4096):
            got += part
    except ConnectionError:
        pass
    return "answered" if b"yes" in got else "closed without an answer"
print("undisturbed:", ask(False))
print("signal while it waits:", ask(True))
print("the next:", ask(False))
END
for _ in $(seq 50); do
    [ -S socket ] && break
    sleep 0.1
done
python3 server.py "$pid" >seen
cat seen
diff seen - <<'END'
undisturbed: answered
signal while it waits: closed without an answer
the next: answered
END

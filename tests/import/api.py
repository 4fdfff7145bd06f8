"""The list that YOURLS's API gives, out of its tables in a real MariaDB, with the order that YOURLS asks for.

api.py PORT_FILE SOCKET: listens on a free port of 127.0.0.1, which it writes to PORT_FILE.
"""
import http.server
import json
import os
import subprocess
import sys
import urllib.parse

ESCAPES = {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


def unescape(text):
    out, at = "", 0
    while at < len(text):
        step = 2 if text[at] == "\\" else 1
        out += ESCAPES.get(text[at + 1], text[at + 1]) if step == 2 else text[at]
        at += step
    return out


def rows(query):
    command = ["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "-S", sys.argv[2], "-BN", "yourls", "-e", query]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()
    return [[unescape(field) for field in line.split("\t")] for line in text.split("\n")[:-1]]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        start, limit = int(form["start"]), int(form["limit"])
        listed = rows(f"SELECT * FROM yourls_url ORDER BY timestamp DESC LIMIT {start}, {limit}")
        names = ("url", "title", "timestamp", "ip", "clicks")
        links = {f"link_{n + 1}": dict(zip(names, row[1:]), shorturl="http://s.example/" + row[0]) for n, row in enumerate(listed)}
        count, clicks = rows("SELECT count(*), sum(clicks) FROM yourls_url")[0]
        answer = {"links": links, "stats": {"total_links": count, "total_clicks": clicks}, "statusCode": "200"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w", encoding="ascii") as file:
    file.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()

"""Stand-ins of the APIs of other shorteners, as strict as these are about keys, and with what is odd about each.

shorteners.py PORT_FILE LOG: listens on a free port of 127.0.0.1, which it writes to PORT_FILE, and writes a line a request
to LOG. All keys are "right".
"""
import http.server
import json
import os
import sys
import urllib.parse

YOURLS = 5205
SHLINK = [
    {"shortCode": "guide", "longUrl": "https://example.com/guide", "dateCreated": "2021-02-03T04:05:06+02:00", "domain": None,
     "visitsSummary": {"total": 5, "nonBots": 4, "bots": 1}, "tags": ["a, b", "c"], "title": "Docs", "forwardQuery": True,
     "meta": {"validSince": None, "validUntil": "2099-01-01T00:00:00+00:00", "maxVisits": 7}},
    {"shortCode": "guide", "longUrl": "https://example.com/other", "dateCreated": "2021-02-03T04:05:07+00:00",
     "domain": "go.example", "visitsSummary": {"total": 1}, "tags": [], "title": None, "forwardQuery": False,
     "meta": {"validSince": "2022-01-01T00:00:00+00:00", "validUntil": None, "maxVisits": None}},
    {"shortCode": "old", "longUrl": "https://example.com/old", "dateCreated": "2020-01-01T00:00:00+00:00", "domain": None,
     "visitsCount": 3, "tags": [], "title": None, "meta": {"validSince": None, "validUntil": "2020-02-01T00:00:00+00:00",
                                                            "maxVisits": 3}},
]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def visit(date, agent=FIREFOX, country="FR"):
    return {"referer": "", "date": date, "userAgent": agent, "potentialBot": False,
            "visitLocation": {"countryCode": country} if country else None}


VISITS = {  # newest first
    ("guide", ""): [visit("2021-05-02T10:00:00+00:00"), visit("2021-05-01T10:00:00+02:00"), visit("2021-05-01T10:00:00+02:00"),
                   visit("2021-04-01T00:00:00+00:00", "curl/8.0", None)],
    ("guide", "go.example"): [visit("2021-06-01T00:00:00+00:00", country="GB")],
    ("old", ""): [],
}
busy = {"shlink": 2, "kutt": 1}  # answers that say: later


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def is_busy(self, name, status):
        if busy.get(name, 0) == 0:
            return False
        busy[name] -= 1
        self.answer(status, {"error": "later"}, [("Retry-After", "1")])
        return True

    def yourls(self, form):
        if form.get("signature") != "right":
            return self.answer(403, {"message": "Please log in", "errorCode": "403"})
        if form.get("action") != "stats" or form.get("format") != "json":
            return self.answer(400, {"message": "Unknown or missing \"action\" parameter", "errorCode": "400"})
        limit, start = int(form.get("limit", 10)), int(form.get("start", 0))
        folder = "/y" if self.path.startswith("/y/") else ""
        links = {}
        order = list(range(YOURLS))  # of the same second: another in each page, as long as pages are small
        for n in ((order[start:] + order[:start]) if limit <= 1000 else order)[start:start + limit]:
            links[f"link_{len(links) + 1}"] = {
                "shorturl": f"http://s.example{folder}/k{n}", "url": f"https://example.com/{n}", "title": f"T &amp; {n}",
                "timestamp": "2020-10-26 17:20:40", "ip": "192.0.2.1", "clicks": str(n)}
        total = YOURLS + 7 if self.path.startswith("/short/") else YOURLS
        out = {"stats": {"total_links": str(total), "total_clicks": "0"}, "statusCode": "200", "message": "success"}
        if links:
            out["links"] = links
        return self.answer(200, out)

    def page(self, items, query, key):
        size, page = int(query.get("itemsPerPage", 10)), int(query.get("page", 1))
        size = min(size, 2)  # so that there are several
        return {key: {"data": items[(page - 1) * size:page * size],
                      "pagination": {"currentPage": page, "pagesCount": -(-len(items) // size), "totalItems": len(items)}}}

    def shlink(self, path, query):
        if self.headers.get("X-Api-Key") != "right":
            return self.answer(401, {"type": "https://shlink.io/api/error/invalid-api-key", "status": 401})
        if self.is_busy("shlink", 503):
            return None
        rest = path[len("/rest/v3/short-urls"):]
        if rest == "":
            return self.answer(200, self.page(SHLINK, query, "shortUrls"))
        code = urllib.parse.unquote(rest.split("/")[1])
        found = VISITS.get((code, query.get("domain", "")))
        if found is None:
            return self.answer(404, {"title": "Short URL not found"})
        return self.answer(200, self.page([v for v in found if v["date"] < query.get("endDate", "9")], query, "visits"))

    def kutt(self, query):
        if self.headers.get("X-API-KEY") != "right":
            return self.answer(401, {"error": "Unauthorized"})
        if self.is_busy("kutt", 429):
            return None
        every = [{"address": f"q{n}", "target": f"https://example.com/q/{n}", "description": None, "domain": None, "link": "",
                  "password": n == 3, "banned": n == 4, "expire_in": None, "visit_count": n,
                  "created_at": "2023-01-02T03:04:05.678Z"} for n in range(120)]
        skip, limit = int(query.get("skip", 0)), min(int(query.get("limit", 10)), 50)
        return self.answer(200, {"total": len(every), "limit": limit, "skip": skip, "data": every[skip:skip + limit]})

    def bitly(self, path, query):
        if self.headers.get("Authorization") != "Bearer right":
            return self.answer(403, {"message": "FORBIDDEN"})
        if path == "/v4/groups":
            return self.answer(200, {"groups": [{"guid": "Bo1"}, {"guid": "Bo2"}]})
        if path != "/v4/groups/Bo1/bitlinks":
            return self.answer(404, {"message": "NOT_FOUND"})
        first = (b'{"links":[{"created_at":"2020-10-26T17:20:40+0000","id":"s.example/3xYz","link":"https://s.example/3xYz",'
                 b'"custom_bitlinks":["https://s.example/spring","http://s.example/Sommer%20sale"],"long_url":"https://example.com/s",'
                 b'"title":"raw \x01\ttab","archived":false,"tags":["x"]},'
                 b'{"created_at":"2020-10-26T17:20:41+0000","id":"s.example/no","link":"https://s.example/no","custom_bitlinks":[],'
                 b'"title":"no long_url","archived":false,"tags":[]}],"pagination":{"next":"https://x/","search_after":"Zz=="}}')
        last = {"links": [{"created_at": "2020-10-26T17:20:42+0000", "id": "s.example/4aBc", "link": "https://s.example/4aBc",
                           "custom_bitlinks": [], "long_url": "https://example.com/t", "title": "", "archived": True, "tags": []}],
                "pagination": {"next": "", "search_after": ""}}
        return self.answer(200, last if query.get("search_after") == "Zz==" else first)

    def sink(self, query):
        if self.headers.get("Authorization") != "Bearer right":
            return self.answer(401, {"error": True})
        part = [{"slug": "one", "url": "https://example.com/1", "createdAt": 1600000000, "expiration": 1600000001, "comment": "c"}]
        if query.get("cursor") == "next":
            part = [{"slug": "two", "url": "https://example.com/2", "createdAt": 1600000000}]
            return self.answer(200, {"version": "1.0", "count": 1, "links": part, "list_complete": True})
        return self.answer(200, {"version": "1.0", "count": 1, "links": part, "cursor": "next", "list_complete": False})

    def chhoto(self):
        if self.headers.get("X-API-Key") != "right":
            return self.answer(401, {"success": False, "reason": "No valid authentication was found"})
        return self.answer(200, [{"shortlink": "ch", "longlink": "https://example.com/ch", "hits": 4, "expiry_time": 0, "notes": "n"},
                                 {"shortlink": "ends", "longlink": "https://example.com/e", "hits": 0, "expiry_time": 4070908800}])

    def do_POST(self):
        form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.note()
        if urllib.parse.urlsplit(self.path).path.endswith("/yourls-api.php"):
            return self.yourls(dict(urllib.parse.parse_qsl(form)))
        return self.answer(404, {})

    def do_GET(self):
        self.note()
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        if parts.path.startswith("/rest/v3/short-urls"):
            return self.shlink(parts.path, query)
        if parts.path == "/api/v2/links":
            return self.kutt(query)
        if parts.path.startswith("/v4/"):
            return self.bitly(parts.path, query)
        if parts.path == "/api/link/export":
            return self.sink(query)
        if parts.path == "/api/all":
            return self.chhoto()
        return self.answer(404, {})

    def note(self):
        with open(sys.argv[2], "a", encoding="utf-8") as log:
            log.write(f"{self.command} {self.path}\n")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w", encoding="utf-8") as out:
    out.write(f"{server.server_port}\n")
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()

#!/usr/bin/python3
"""sign.py: requests to an AWS-compatible event bus, signed by hand as AWS's documentation of SigV4 has it.

    sign.py URL OPERATION BODY [NAME=VALUE...]    prints the status, then the body of the answer

The key is in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. NAME changes something of the request: region, service,
skew (seconds of the clock), signed (names of the headers that are signed), sent (the body that goes out in place of the
one that is signed), type (of the content), path (that is signed in place of the URL's), target, authorization (all of it).
"""
import hashlib
import hmac
import http.client
import os
import sys
import time
from urllib.parse import urlsplit


def sign(url, operation, body, **how):
    """The headers of a request with a body of bytes; how is what changes."""
    parts = urlsplit(url)
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + int(how.get("skew", 0))))
    headers = {
        "content-type": how.get("type", "application/x-amz-json-1.1"),
        "host": parts.netloc,
        "x-amz-date": now,
        "x-amz-target": how.get("target", "AWSEvents." + operation),
    }
    signed = how.get("signed", ";".join(sorted(headers)))
    canonical = "\n".join(
        ["POST", how.get("path", parts.path), "&".join(sorted(filter(None, parts.query.split("&"))))]
        + ["%s:%s" % (name, headers.get(name, "")) for name in signed.split(";")]
        + ["", signed, hashlib.sha256(body).hexdigest()]
    )
    scope = "/".join([now[:8], how.get("region", "curt"), how.get("service", "events"), "aws4_request"])
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for step in scope.split("/") + ["\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])]:
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    headers["authorization"] = how.get(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
        % (os.environ["AWS_ACCESS_KEY_ID"], scope, signed, key.hex()),
    )
    return {name: value for name, value in headers.items() if value}


def main():
    url, operation, body = sys.argv[1:4]
    how = dict(argument.split("=", 1) for argument in sys.argv[4:])
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request("POST", parts.path + ("?" + parts.query if parts.query else ""), how.get("sent", body).encode(),
                       sign(url, operation, body.encode(), **how))
    answer = connection.getresponse()
    print(answer.status)
    print(answer.read().decode())


if __name__ == "__main__":
    main()

# The header that proves that a host passed a request on: proof METHOD TARGET CLIENT [SECRET]
proof() {
    /usr/bin/python3 - "$@" <<'END'
import base64, hashlib, hmac, sys, time
method, target, client = sys.argv[1:4]
secret = sys.argv[4] if len(sys.argv) > 4 else "0123456789abcdef0123456789abcdef"
key = hashlib.sha256(b"forward\0" + secret.encode()).digest()
now = str(int(time.time()))
text = b"forward." + now.encode() + b"." + "".join(part + "\0" for part in (method, client, target)).encode()
print(now, "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode())
END
}

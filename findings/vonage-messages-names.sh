#!/bin/bash
# vonage-messages-names: two names that Vonage's client for Node writes are not those that its own types or the field have.
#
# The constant for the RCS category of acknowledgements is RCSCategory.ACKNOLEDGEMENT, and its value, which goes out as it
# is, lacks the same letter: "acknoledgement". Whoever compares categories, or is as strict as the carrier's description,
# meets a word that is in no list. And the type of an update's body, UpdateMessageRequest, names typing_indicator; what
# updateMessage() sends is called replying_indicator. A stand-in for the carrier that is made from the types refuses it.
#
# Seen with npm's @vonage/messages 1.27.1 and @vonage/auth 1.13.0, Node 20.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @vonage/messages@1.27.1 @vonage/auth@1.13.0 >/dev/null

node -e '
const http = require("http");
const { Auth } = require("@vonage/auth");
const { Messages, RCSCategory, RCSText } = require("@vonage/messages");
const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (part) => { body += part; });
    request.on("end", () => {
        console.log(`${request.method} ${body}`);
        response.setHeader("Content-Type", "application/json");
        response.end("{\"message_uuid\":\"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee\"}");
    });
}).listen(0, "127.0.0.1", async () => {
    const client = new Messages(new Auth({ apiKey: "abcd1234", apiSecret: "a secret" }), { apiHost: `http://127.0.0.1:${server.address().port}` });
    await client.send(new RCSText({ to: "447700900000", from: "Shop", text: "Thanks", rcs: { category: RCSCategory.ACKNOLEDGEMENT } }));
    await client.updateMessage("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "read", { typingIndicator: "text" });
    server.close();
});' >seen
grep -oE '"category":"[a-z-]+"|"[a-z]+_indicator"' seen >names
grep -oE '^ *[a-z]+_indicator' node_modules/@vonage/messages/dist/cjs/types/Requests/UpdateMessageRequest.d.ts | tr -d ' ' >>names
cat seen names
diff names - <<'END'
"category":"acknoledgement"
"replying_indicator"
typing_indicator
END

// Verifies what the receiver wrote down with the public Standard Webhooks library: a line a request, "good" or why not.
//   node verify.js DIRECTORY SECRET < requests
const { createRequire } = require("module");
const { Webhook } = createRequire(process.argv[2] + "/")("standardwebhooks");
const webhook = new Webhook(process.argv[3]);
for (const line of require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const request = JSON.parse(line);
    try {
        webhook.verify(request.body, request.headers);
        console.log("good");
    } catch (error) {
        console.log(String(error));
    }
}

// A short link's handler, as it runs on AWS: tells the event bus of the click, then redirects.
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

const bus = new EventBridgeClient();
const links = { spring: "https://shop.example/spring" };

export async function handler(request) {
    const code = request.pathParameters.code;
    if (!links[code]) return { statusCode: 404 };
    const { FailedEntryCount, Entries } = await bus.send(new PutEventsCommand({
        Entries: [{
            Source: "shop.links",
            DetailType: "link.clicked",
            Detail: JSON.stringify({ code, at: new Date().toISOString() }),
        }],
    }));
    if (FailedEntryCount > 0) console.error(Entries[0].ErrorCode, Entries[0].ErrorMessage);
    return { statusCode: 302, headers: { Location: links[code] } };
}

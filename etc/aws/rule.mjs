// Sends each click to a consumer: node rule.mjs https://consumer.example/clicks KEY
import {
    CreateApiDestinationCommand, CreateConnectionCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";

const [url, key] = process.argv.slice(2);
const bus = new EventBridgeClient();

await bus.send(new PutRuleCommand({
    Name: "clicks",
    EventPattern: JSON.stringify({ source: ["shop.links"], "detail-type": ["link.clicked"] }),
}));
const { ConnectionArn } = await bus.send(new CreateConnectionCommand({
    Name: "consumer",
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Api-Key", ApiKeyValue: key } },
}));
const { ApiDestinationArn } = await bus.send(new CreateApiDestinationCommand({
    Name: "consumer", ConnectionArn, InvocationEndpoint: url, HttpMethod: "POST",
}));
const { FailedEntries } = await bus.send(new PutTargetsCommand({
    Rule: "clicks",
    Targets: [{ Id: "consumer", Arn: ApiDestinationArn }],
}));
if (FailedEntries.length > 0) throw new Error(FailedEntries[0].ErrorMessage);

// A fresh process up to the first byte of its first request: node bench/cold.ts <client> <url>; prints milliseconds.
const [client, endpoint = ''] = process.argv.slice(2);
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const region = 'us-east-1';
const text = 'Which stone is dressed?';

if (client === 'ashlar' || client === 'ashlar-options') {
  const built = new URL('../dist/index.js', import.meta.url).href;
  const { bedrock, chatModel } = (await import(built)) as typeof import('../src/index.ts');
  const connection = bedrock({ region, endpoint, credentials });
  const options = client === 'ashlar' ? {} : { bedrock: { serviceTier: 'flex' as const } };
  const model = chatModel('m', { connection, ...options });
  await model.generate({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] });
  connection.close();
} else {
  if (client === 'zod+sdk') await import('zod');
  const { BedrockRuntimeClient, ConverseCommand } = await import('@aws-sdk/client-bedrock-runtime');
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const requestHandler = new NodeHttpHandler({});
  const sdk = new BedrockRuntimeClient({ region, endpoint, credentials, requestHandler });
  const messages = [{ role: 'user' as const, content: [{ text }] }];
  await sdk.send(new ConverseCommand({ modelId: 'm', messages }));
  sdk.destroy();
}
const receivedAt = Number(await (await fetch(`${endpoint}/received`)).text());
console.log(receivedAt - performance.timeOrigin);
process.exit();

// Run by connections.test.ts in a process of its own, which ends only if nothing keeps it open.
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { emulator } from '../src/index.ts';
import { client, hello, transports } from './client.ts';
import { echoModel } from './echo-model.ts';

for (const transport of transports) {
  const running = await emulator({ chat: echoModel() });
  const sdk = client(running.url, transport);
  await sdk.send(new ConverseCommand(hello()));
  await running.close();
  sdk.destroy();
}
process.stdout.write('closed');

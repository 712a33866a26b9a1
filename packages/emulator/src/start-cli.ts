import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Emulator, emulator } from './emulator.ts';
import { loadEngine } from './load-engine.ts';

const usage = `Usage: ashlar-emulator [--port <port>] [--engine <file>]

  --port    loopback port (default: any that is free)
  --engine  module whose default export is the emulator's options (default: the offline engine without rules)`;

/** Runs the emulator until Ctrl-C. What a person can mend is said in one sentence, with exit code 1. */
export async function startCli(args: readonly string[]): Promise<void> {
  try {
    const running = await start(args);
    if (running === undefined) return;
    process.stdout.write(
      [
        `Ashlar emulator on ${running.url}`,
        `export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${running.url}`,
        `export AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=${running.url}`,
        ...trustOf(running),
        '',
      ].join('\n'),
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void running.close());
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Clients need the certificate in a file, before they start. */
function trustOf({ certificate, port }: Emulator): readonly string[] {
  if (certificate === undefined) return [];
  const file = join(mkdtempSync(join(tmpdir(), 'ashlar-emulator-')), `${port}.pem`);
  writeFileSync(file, certificate);
  return [`export NODE_EXTRA_CA_CERTS=${file}`];
}

async function start(args: readonly string[]): Promise<Emulator | undefined> {
  const { values } = parseArgs({
    // Package runners hand the separator on.
    args: args[0] === '--' ? args.slice(1) : [...args],
    options: { port: { type: 'string' }, engine: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    process.stdout.write(`${usage}\n`);
    return undefined;
  }
  const engine = loadEngine(values.engine);
  const port = values.port === undefined ? (engine.port ?? 0) : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port ${values.port} is no port: give a number from 0 to 65535.`);
  }
  return emulator({ ...engine, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is in use: stop what listens there, or choose another --port.`);
  });
}

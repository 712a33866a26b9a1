import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, emulator } from '@ashlar/emulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, priced, said } from './engine.ts';
import { installPeer } from './install-peer.ts';

interface Result {
  readonly value?: unknown;
  readonly error?: string;
}

/** What each peer has. The rest of it has to work against the emulator as it does against AWS. */
const peers = [
  { peer: 'aws-sdk', embeddings: true, transport: 'h2c' },
  { peer: 'langchain', embeddings: true, transport: 'h2c' },
  { peer: 'ai-sdk', embeddings: true, transport: 'http/1.1' },
  { peer: 'strands', embeddings: false, transport: 'h2c' },
] as const;

describe.each(peers)('$peer against the emulator', ({ peer, embeddings, transport }) => {
  let bedrock: Emulator;
  let results: Readonly<Record<string, Result>>;

  beforeAll(async () => {
    const [opened] = await Promise.all([emulator(engine), installPeer(peer)]);
    bedrock = opened;
    const script = join(import.meta.dirname, 'run-peer.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [script, peer, bedrock.url], {
      timeout: 60_000,
    });
    results = JSON.parse(stdout);
  }, 240_000);
  afterAll(() => bedrock.close());

  function resultOf(check: string): unknown {
    const { value, error } = results[check] ?? { error: `${check} did not run` };
    expect(error).toBeUndefined();
    return value;
  }

  const requestsTo = (model: string) => bedrock.requests.filter((one) => one.model === model);

  it('gets an answer', () => {
    expect(resultOf('unary')).toBe(said);
    const [request] = requestsTo('peer.plain-v1:0');
    expect(request).toMatchObject({ operation: 'Converse', auth: 'sigv4', transport });
  });

  it('gets a stream in pieces, with what was used', () => {
    const { pieces, outputTokens } = resultOf('streaming') as {
      readonly pieces: readonly string[];
      readonly outputTokens: number;
    };
    expect(pieces.join('')).toBe(said);
    expect(pieces.length).toBeGreaterThan(1);
    expect(outputTokens).toBe(17);
  });

  it('runs its own loop with a tool', () => {
    expect(resultOf('tools')).toContain(priced);
    expect(requestsTo('peer.tools-v1:0')).toHaveLength(2);
  });

  if (embeddings) {
    it('gets vectors of the dimensions that it asks for', () => {
      expect(resultOf('embeddings')).toBe(256);
    });
  } else it.skip(`gets vectors (skipped: ${peer} has no embeddings)`);

  it('comes back after it was throttled', () => {
    expect(resultOf('throttling')).toBe(said);
    expect(requestsTo('peer.throttled-v1:0').map(({ status }) => status)).toEqual([429, 200]);
  });

  it('sends nothing that the published client does not know', () => {
    expect(bedrock.requests.length).toBeGreaterThan(5);
    expect(bedrock.requests.flatMap(({ unknownMembers = [] }) => unknownMembers)).toEqual([]);
  });
});

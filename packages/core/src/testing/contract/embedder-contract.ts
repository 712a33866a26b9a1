import type { Embedder, EmbedItem, EmbedOptions } from '../../embedder.ts';
import { recordingContext } from '../fakes/recording-context.ts';
import { claimClosed } from './chat-model-metering.ts';
import { claim, claimEqual, claimRejects } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

export type OpenEmbedder = () => Embedder | Promise<Embedder>;

export interface EmbedderContractOptions {
  /** What is embedded: at least three different items. @default texts in several scripts */
  readonly items?: readonly EmbedItem[];
  /** How far two vectors of one item may be apart in each number. @default 1e-5 */
  readonly tolerance?: number;
}

const ITEMS = ['dressed stone', 'Größe 石 🧱', 'a longer text about mortar and walls'];
const OPTIONS: EmbedOptions = { purpose: 'document' };

/** What every embedder must do. */
export function embedderContract(
  open: OpenEmbedder,
  { items = ITEMS, tolerance = 1e-5 }: EmbedderContractOptions = {},
): readonly ContractCheck[] {
  async function embed(given: readonly EmbedItem[], options = OPTIONS) {
    const context = recordingContext();
    const embedder = await open();
    const result = await within(embedder.embed(given, options, context), 'embed');
    return { context, embedder, ...result };
  }

  const claimNear = (a: Float32Array | undefined, b: Float32Array | undefined, what: string) => {
    claim(
      a !== undefined && b !== undefined && a.length === b.length,
      `${what}: a vector is missing`,
    );
    const apart = a.some((value, index) => Math.abs(value - (b[index] ?? 0)) > tolerance);
    claim(!apart, `${what} should be the same vector`);
  };

  return [
    {
      name: 'gives one finite vector of its dimensions per item',
      async run() {
        const { vectors, embedder } = await embed(items);
        claimEqual(vectors.length, items.length, 'the number of vectors');
        for (const vector of vectors) {
          claim(vector instanceof Float32Array, 'a vector should be a Float32Array');
          claimEqual(vector.length, embedder.dimensions, 'the length of a vector');
          claim(vector.every(Number.isFinite), 'a vector should be made of finite numbers');
          claim(
            vector.some((value) => value !== 0),
            'a vector should not be zero',
          );
        }
        claim(embedder.id.length > 0, 'an embedder should have an id');
      },
    },
    {
      name: 'keeps the order of the items, whatever stands beside them',
      async run() {
        const together = (await embed(items)).vectors;
        const turned = (await embed(items.toReversed())).vectors.toReversed();
        for (const [index, item] of items.entries()) {
          const [alone] = (await embed([item])).vectors;
          claimNear(together[index], alone, `item ${index} alone and among others`);
          claimNear(together[index], turned[index], `item ${index} in another place`);
        }
      },
    },
    {
      name: 'tells different items apart',
      async run() {
        const { vectors } = await embed(items);
        const texts = new Set(vectors.map((vector) => vector.join()));
        claimEqual(texts.size, items.length, 'the number of different vectors');
      },
    },
    {
      name: 'takes more items than fit into one request',
      async run() {
        const many = Array.from({ length: 120 }, (_, index) => items[index % items.length] ?? '');
        const { vectors } = await embed(many);
        claimEqual(vectors.length, many.length, 'the number of vectors');
        for (const [index, vector] of vectors.entries()) {
          claimNear(vector, vectors[index % items.length], `item ${index} and its twin`);
        }
      },
    },
    {
      name: 'embeds nothing for nothing',
      async run() {
        const { vectors, calls, context } = await embed([]);
        claimEqual([vectors.length, calls.length], [0, 0], 'vectors and calls');
        claimEqual(context.reservations.length, 0, 'the number of reservations');
      },
    },
    {
      name: 'encodes for every purpose in the same space',
      async run() {
        for (const purpose of ['query', 'similarity', 'classification', 'clustering'] as const) {
          const { vectors, embedder } = await embed(items, { purpose });
          claimEqual(
            vectors[0]?.length,
            embedder.dimensions,
            `the length of a vector for ${purpose}`,
          );
        }
      },
    },
    {
      name: 'reserves before and settles what was used, and reports the same rows',
      async run() {
        const { context, calls } = await embed(items);
        claim(context.reservations.length > 0, 'a reservation should come before the request');
        claimClosed(context);
        claimEqual(calls.length, context.rows.length, 'the number of calls of the result');
        claim(
          calls.every((call) => call.inputTokens > 0),
          'a row should count what was used',
        );
      },
    },
    {
      name: 'works without a context',
      async run() {
        const embedder = await open();
        const { vectors } = await within(embedder.embed(items, OPTIONS), 'embed');
        claimEqual(vectors.length, items.length, 'the number of vectors');
      },
    },
    {
      name: 'does not begin when it was aborted before',
      async run() {
        const context = recordingContext();
        context.abort();
        const embedder = await open();
        const end = within(embedder.embed(items, OPTIONS, context), 'embed');
        await claimRejects(end, 'embed', ['run.stopped']);
        claimClosed(context);
      },
    },
  ];
}

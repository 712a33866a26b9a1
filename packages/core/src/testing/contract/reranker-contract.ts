import type { RankedPassage, Reranker } from '../../reranker.ts';
import { type RecordingContext, recordingContext } from '../fakes/recording-context.ts';
import { claimClosed } from './chat-model-metering.ts';
import { claim, claimEqual, claimRejects } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

export interface OpenedReranker {
  readonly reranker: Reranker;
  /** @default a question about dressed stone */
  readonly query?: string;
  /** At least three different passages, of which `query` asks for one. @default passages in several scripts */
  readonly passages?: readonly string[];
  /** Place of the passage that must come first. @default 2 */
  readonly best?: number;
  close?(): Promise<void> | void;
}

export type OpenReranker = () => OpenedReranker | Promise<OpenedReranker>;

const QUERY = 'Which stone is dressed?';
const PASSAGES = ['Größe 石 🧱', 'Bread is baked.', 'Ashlar is stone that is dressed.', 'Sand.'];

interface Case {
  readonly reranker: Reranker;
  readonly query: string;
  readonly passages: readonly string[];
  readonly best: number;
  readonly context: RecordingContext;
}

/** What every reranker must do. */
export function rerankerContract(open: OpenReranker): readonly ContractCheck[] {
  const on = (check: (given: Case) => Promise<void>) => async () => {
    const opened = await open();
    const { reranker, query = QUERY, passages = PASSAGES, best = 2 } = opened;
    try {
      const context = recordingContext();
      await within(check({ reranker, query, passages, best, context }), 'the reranker');
    } finally {
      await opened.close?.();
    }
  };

  return [
    {
      name: 'ranks every passage once, best first',
      run: on(async ({ reranker, query, passages, best, context }) => {
        const ranked = await reranker.rerank(query, passages, context);
        claimPermutation(ranked, passages.length);
        claimOrdered(ranked);
        claimEqual(ranked[0]?.index, best, 'the place of the best passage');
        claim(reranker.id.length > 0, 'a reranker should have an id');
      }),
    },
    {
      name: 'says the same of a passage wherever it stands',
      run: on(async ({ reranker, query, passages, best }) => {
        const turned = await reranker.rerank(query, passages.toReversed());
        const place = passages.length - 1 - best;
        claimEqual(turned[0]?.index, place, 'the place of the best passage in a turned list');
      }),
    },
    {
      name: 'keeps apart passages that are equal, and those that are blank',
      run: on(async ({ reranker, query, passages, best }) => {
        const odd = ['', passages[best] ?? '', '  \n', passages[best] ?? ''];
        const ranked = await reranker.rerank(query, odd);
        claimPermutation(ranked, odd.length);
        const first = ranked
          .slice(0, 2)
          .map(({ index }) => index)
          .sort();
        claimEqual(first, [1, 3], 'the places of the passages that say something');
      }),
    },
    {
      name: 'takes more passages than fit into one request',
      run: on(async ({ reranker, query, passages, best }) => {
        const others = passages.filter((_, index) => index !== best);
        const many = Array.from({ length: 1200 }, (_, n) => `${others[n % others.length]} ${n}`);
        const at = 1100;
        const ranked = await reranker.rerank(query, many.with(at, passages[best] ?? ''));
        claimPermutation(ranked, many.length);
        claimEqual(ranked[0]?.index, at, 'the place of the best of many passages');
      }),
    },
    {
      name: 'ranks nothing for nothing',
      run: on(async ({ reranker, query, context }) => {
        claimEqual(await reranker.rerank(query, [], context), [], 'the order of nothing');
        claimEqual(context.reservations.length, 0, 'the number of reservations');
      }),
    },
    {
      name: 'leaves the passages as they are',
      run: on(async ({ reranker, query, passages }) => {
        const given = Object.freeze([...passages]);
        claimPermutation(await reranker.rerank(query, given), passages.length);
      }),
    },
    {
      name: 'settles whatever it reserved',
      run: on(async ({ reranker, query, passages, context }) => {
        await reranker.rerank(query, passages, context);
        claimClosed(context);
      }),
    },
    {
      name: 'does not begin when it was aborted before',
      run: on(async ({ reranker, query, passages, context }) => {
        context.abort();
        const end = Promise.resolve().then(() => reranker.rerank(query, passages, context));
        await claimRejects(end, 'rerank', ['run.stopped']);
        claimClosed(context);
      }),
    },
  ];
}

function claimPermutation(ranked: readonly RankedPassage[], count: number): void {
  const places = ranked.map(({ index }) => index).sort((a, b) => a - b);
  claimEqual(
    places,
    Array.from({ length: count }, (_, place) => place),
    'the places that were ranked',
  );
}

function claimOrdered(ranked: readonly RankedPassage[]): void {
  for (const [at, { score }] of ranked.entries()) {
    claim(Number.isFinite(score), `the score at place ${at} is ${score}`);
    const before = ranked[at - 1]?.score ?? Number.POSITIVE_INFINITY;
    claim(score <= before, `place ${at} has a higher score than the one before`);
  }
}

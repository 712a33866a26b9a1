import type { Access, Principal } from '../../principal.ts';
import type { Hit, Retriever } from '../../retriever.ts';
import { recordingContext } from '../fakes/recording-context.ts';
import { claim, claimEqual, claimRejects } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

export interface OpenedRetriever {
  readonly retriever: Retriever;
  /** Finds at least two passages for `access`. */
  readonly query: string;
  readonly access: Principal;
  /** Somebody of the same tenant who may see none of these passages. Absent: all of a tenant see everything. */
  readonly stranger?: Principal;
  /** The canonical text of every source that hits have spans in. */
  readonly sources?: Readonly<Record<string, string>>;
  close?(): Promise<void> | void;
}

export type OpenRetriever = () => OpenedRetriever | Promise<OpenedRetriever>;

/** What every retriever must do. */
export function retrieverContract(open: OpenRetriever): readonly ContractCheck[] {
  const on = (check: (opened: OpenedRetriever) => Promise<void>) => async () => {
    const opened = await open();
    try {
      await within(check(opened), 'the retriever');
    } finally {
      await opened.close?.();
    }
  };

  return [
    {
      name: 'finds at most as many as asked for, best first',
      run: on(async ({ retriever, query, access }) => {
        const hits = await retriever.retrieve({ text: query }, access, recordingContext());
        claim(hits.length >= 2, `the query should find two passages, but found ${hits.length}`);
        claimOrdered(hits);
        for (const limit of [1, 2]) {
          const fewer = await retriever.retrieve({ text: query, limit }, access);
          claimEqual(fewer.length, limit, `the number of hits with limit ${limit}`);
          claimEqual(fewer[0]?.id, hits[0]?.id, 'the best hit');
        }
      }),
    },
    {
      name: 'gives the same passages the same ids, each once',
      run: on(async ({ retriever, query, access }) => {
        const ids = async () =>
          (await retriever.retrieve({ text: query }, access)).map((hit) => hit.id);
        const first = await ids();
        claimEqual(await ids(), first, 'the ids of a second look');
        claimEqual(new Set(first).size, first.length, 'the number of different ids');
      }),
    },
    {
      name: 'labels every hit and names its source',
      run: on(async ({ retriever, query, access }) => {
        for (const { label, source, text } of await retriever.retrieve({ text: query }, access)) {
          claim(label !== undefined && label.origin !== undefined, 'a hit should have a label');
          const trusted = label.origin === 'system' || label.origin === 'developer';
          claim(!trusted, `what was found must not be trusted like the ${label.origin}`);
          claim(source.length > 0 && text.length > 0, 'a hit should have a source and a text');
        }
      }),
    },
    {
      name: 'gives spans at which the text of the hit stands in its source',
      run: on(async ({ retriever, query, access, sources = {} }) => {
        for (const { source, span, text, line } of await retriever.retrieve(
          { text: query },
          access,
        )) {
          const whole = sources[source];
          if (span === undefined || whole === undefined) continue;
          claimEqual(whole.slice(span.start, span.end), text, `the text at the span in ${source}`);
          if (line === undefined) continue;
          claimEqual(line, whole.slice(0, span.start).split('\n').length, 'the line of the span');
        }
      }),
    },
    {
      name: 'fails closed when nobody asks',
      run: on(async ({ retriever, query }) => {
        for (const nobody of [undefined, null, {}, { tenant: 'acme' }]) {
          const found = await Promise.resolve()
            .then(() => retriever.retrieve({ text: query }, nobody as unknown as Access))
            .catch(() => []);
          claimEqual(found.length, 0, `the number of hits on behalf of ${JSON.stringify(nobody)}`);
        }
        const end = Promise.resolve().then(() =>
          retriever.retrieve({ text: query }, undefined as unknown as Access),
        );
        await claimRejects(end, 'retrieve without access', ['access.missing']);
      }),
    },
    {
      name: 'shows nothing to another tenant or to a stranger',
      run: on(async ({ retriever, query, access, stranger }) => {
        const others: Principal[] = [
          { ...access, tenant: `${access.tenant}-other` },
          { ...access, tenant: '' },
          { ...access, tenant: access.tenant.toUpperCase() },
          ...(stranger === undefined ? [] : [stranger]),
        ];
        for (const other of others.filter(
          (one) => one.tenant !== access.tenant || one === stranger,
        )) {
          const found = await retriever.retrieve({ text: query }, other).catch(() => []);
          claimEqual(
            found.length,
            0,
            `the number of hits for ${other.subject} of "${other.tenant}"`,
          );
        }
      }),
    },
    {
      name: 'answers a query that finds nothing with an empty list',
      run: on(async ({ retriever, access }) => {
        const hits = await retriever.retrieve({ text: 'zzqxjkvw' }, access);
        claim(Array.isArray(hits), 'the hits should be a list');
      }),
    },
    {
      name: 'does not begin when it was aborted before',
      run: on(async ({ retriever, query, access }) => {
        const context = recordingContext();
        context.abort();
        const end = Promise.resolve().then(() =>
          retriever.retrieve({ text: query }, access, context),
        );
        await claimRejects(end, 'retrieve', ['run.stopped']);
      }),
    },
  ];
}

function claimOrdered(hits: readonly Hit[]): void {
  for (const [index, { score }] of hits.entries()) {
    claim(Number.isFinite(score), `the score of hit ${index} is ${score}`);
    const before = hits[index - 1]?.score ?? Number.POSITIVE_INFINITY;
    claim(score <= before, `hit ${index} has a higher score than the one before`);
  }
}

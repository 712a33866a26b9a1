import {
  type CallContext,
  detachedContext,
  type Hit,
  type JsonPart,
  type Retriever,
} from '@ashlar/core';
import { untilBlock } from '../inspect/ruling.ts';
import type { RetrieverGuardOptions } from './guard-options.ts';
import { blockedBy, createInspector } from './inspector.ts';

/** The same retriever behind checks of the query and of what it finds. */
export function guardRetriever(retriever: Retriever, options: RetrieverGuardOptions): Retriever {
  const inspector = createInspector(options);
  const drops = options.blockedHits === 'drop';

  async function screened(
    hits: readonly Hit[],
    context: CallContext,
    query: string,
  ): Promise<readonly Hit[]> {
    const given = hits.map((hit, index) => ({
      part: asPart(hit),
      origin: hit.label.origin,
      stage: 'retrieval' as const,
      index,
    }));
    const { blocked, verdicts, parts } = await inspector.rule(given, context, { query });
    if (!blocked) return hits.map((hit, index) => fromPart(hit, parts[index] as JsonPart));
    const blocks = verdicts.filter(({ action }) => action === 'block');
    const bad = new Set(blocks.map(({ part }) => part));
    if (!drops || bad.has(undefined)) throw blockedBy(untilBlock(verdicts));
    // Checks that are asked only when nothing blocks have not seen the others yet.
    return screened(
      hits.filter((_, index) => !bad.has(index)),
      context,
      query,
    );
  }

  return {
    name: retriever.name,
    description: retriever.description,
    async retrieve(query, access, context = detachedContext()) {
      const part = { type: 'text', text: query.text } as const;
      const given = { part, origin: 'user', stage: 'input', index: 0 } as const;
      const [own] = await inspector.pass([given], context);
      const text = own?.type === 'text' ? own.text : '';
      const hits = await retriever.retrieve({ ...query, text }, access, context);
      return screened(hits, context, text);
    },
  };
}

function asPart({ text, metadata }: Hit): JsonPart {
  return { type: 'json', value: metadata === undefined ? { text } : { text, metadata } };
}

// A text with a mask in it does not stand in its source any more.
function fromPart(hit: Hit, part: JsonPart): Hit {
  const { text, metadata } = part.value as unknown as Pick<Hit, 'text' | 'metadata'>;
  const { span, line, ...rest } = hit;
  const place = {
    ...(span === undefined ? {} : { span }),
    ...(line === undefined ? {} : { line }),
  };
  const own = { ...rest, ...(metadata === undefined ? {} : { metadata }) };
  return text === hit.text ? { ...own, text, ...place } : { ...own, text };
}

import { AshlarError, type Hit } from '@ashlar/core';
import type { DocumentInterface } from '@langchain/core/documents';
import { plainObject } from '../chat/read-blocks.ts';

/** Where a document says what a hit needs. */
export interface HitFields {
  readonly sourceOf: (document: DocumentInterface) => string | undefined;
  readonly scoreOf: (document: DocumentInterface) => number | undefined;
}

/** Hits, best first, each passage once. Without a score for each the rank is the score: 1, 1/2, 1/3 … */
export async function toHits(
  documents: readonly DocumentInterface[],
  { sourceOf, scoreOf }: HitFields,
  retriever: string,
): Promise<readonly Hit[]> {
  const found = documents.filter(({ pageContent }) => pageContent.trim() !== '');
  const scores = found.map(scoreOf);
  const scored = scores.every((score) => score !== undefined && Number.isFinite(score));
  const hits = await Promise.all(
    found.map(async (document, rank): Promise<Hit> => {
      const source = sourceOf(document);
      if (source === undefined) throw nameless(retriever);
      const { pageContent: text, metadata } = document;
      return {
        id: document.id ?? `${source}#${await digest(`${source}\n${text}`)}`,
        text,
        source,
        score: scored ? (scores[rank] as number) : 1 / (rank + 1),
        metadata: plainObject(metadata),
        label: { origin: 'retrieval' },
      };
    }),
  );
  const first = new Map<string, Hit>();
  for (const hit of hits.toSorted((a, b) => b.score - a.score)) {
    if (!first.has(hit.id)) first.set(hit.id, hit);
  }
  return [...first.values()];
}

/** `source` as most of LangChain sets it; Knowledge Bases have a field of their own for places that LangChain does not know. */
export function sourceIn({ metadata, id }: DocumentInterface): string | undefined {
  const { source, 'x-amz-bedrock-kb-source-uri': uri } = metadata;
  return [source, uri, id].find((value) => typeof value === 'string' && value !== '');
}

export function scoreIn({ metadata }: DocumentInterface): number | undefined {
  const { score } = metadata;
  return typeof score === 'number' ? score : undefined;
}

function nameless(retriever: string): AshlarError {
  return new AshlarError(
    'langchain.unsupported',
    `${retriever} found a document that does not say where it comes from. Pass sourceOf to fromRetriever.`,
    { facts: { of: retriever, what: 'a document without a source' } },
  );
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}

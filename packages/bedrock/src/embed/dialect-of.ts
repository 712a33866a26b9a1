import { baseModelId } from '../models/model-id.ts';
import { cohereV3, cohereV4 } from './cohere.ts';
import type { EmbedDialect } from './dialect.ts';
import { nova } from './nova.ts';
import { titan } from './titan.ts';

/** Families of embedding models that this package can ask. */
export type EmbedFamily = 'titan-v2' | 'cohere-v3' | 'cohere-v4' | 'nova';

const families: Readonly<Record<EmbedFamily, EmbedDialect>> = {
  'titan-v2': titan,
  'cohere-v3': cohereV3,
  'cohere-v4': cohereV4,
  nova,
};

const prefixes: readonly (readonly [string, EmbedFamily])[] = [
  ['amazon.titan-embed-text-v2', 'titan-v2'],
  ['cohere.embed-english-v3', 'cohere-v3'],
  ['cohere.embed-multilingual-v3', 'cohere-v3'],
  ['cohere.embed-v4', 'cohere-v4'],
  ['amazon.nova-2-multimodal-embeddings', 'nova'],
];

/** The dialect of a model id, or of the family that was named because the id is an ARN that hides it. */
export function dialectOf(id: string, family?: EmbedFamily): EmbedDialect | undefined {
  if (family !== undefined) return families[family];
  const base = baseModelId(id);
  const found = prefixes.find(([prefix]) => base.startsWith(prefix))?.[1];
  return found === undefined ? undefined : families[found];
}

import type { Embedder, EmbedItem, EmbedOptions } from '../embedder.ts';
import type { Json } from '../json/json.ts';
import { toJson } from '../json/to-json.ts';
import type { EffectOptions } from '../scope.ts';
import { createCallContext } from './call-context.ts';
import { digestFields } from './digest.ts';
import { runEffect } from './effect.ts';
import { govern, outermost } from './govern.ts';
import type { ScopeState } from './scope-state.ts';

/** Vectors of items. They are recorded as base64: as numbers they would be five times as long. */
export async function embed(
  scope: ScopeState,
  embedder: Embedder,
  items: readonly EmbedItem[],
  { key, purpose }: EmbedOptions & EffectOptions,
): Promise<readonly Float32Array[]> {
  let own: readonly EmbedItem[];
  const spec = {
    type: 'embed' as const,
    name: embedder.id,
    place: 'embed',
    key,
    effect: 'read' as const,
    digest: () => {
      own = toJson(items, 'The items to embed') as readonly EmbedItem[];
      return digestFields({ embedder: embedder.id, items: own, purpose }, 'The items to embed');
    },
    counts: true,
  };
  const record = await runEffect(scope, spec, async (inside) => {
    const { vectors } = await govern(scope.policies, 'embedder', embedder).embed(
      own,
      { purpose },
      createCallContext(outermost(inside)),
    );
    return vectors.map(toBase64);
  });
  return (record as readonly Json[]).map((text) => fromBase64(text as string));
}

function toBase64(vector: Float32Array): string {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

function fromBase64(text: string): Float32Array {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at += 1) bytes[at] = raw.charCodeAt(at);
  return new Float32Array(bytes.buffer);
}

import type { ScriptedReply } from '@ashlar/core/testing';
import { type ScriptedModel, scriptedModel } from '@ashlar/core/testing';

/** A model that says `reply` cut at these places, over and over. */
export function chunkedModel(
  reply: ScriptedReply | string,
  sizes: readonly number[],
): ScriptedModel {
  return scriptedModel(() => reply, { chunks: (text) => cut(text, sizes) });
}

function cut(text: string, sizes: readonly number[]): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    chunks.push(text.slice(at, at + size));
    at += size;
  }
  return chunks;
}

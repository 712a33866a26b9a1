import type { ChatModel, Embedder } from '@ashlar/core';
import { type OfflineModelOptions, offlineModel } from './offline-model.ts';

/** What an emulator serves without any model: the rules as chat, and an embedder when there is one. */
export function offline(
  options: Pick<OfflineModelOptions, 'rules'> & { readonly embedder?: Embedder },
): { readonly chat: ChatModel; readonly embedder?: Embedder } {
  const { rules, embedder } = options;
  return { chat: offlineModel({ rules }), ...(embedder !== undefined && { embedder }) };
}

import type { Compacted, Json, Scope } from '@ashlar/core';
import type { Conversation } from './conversation.ts';
import type { CompactionOptions } from './tool-agent-options.ts';

/** Makes the conversation shorter; what was dropped can be read by reference where the compactor has an archive. */
export async function compact(
  scope: Scope,
  talk: Conversation,
  { compactor, aboveTokens, toTokens = Math.ceil(aboveTokens / 2) }: CompactionOptions,
): Promise<void> {
  const turns = talk.turns();
  const before = talk.tokens();
  const compacted = await scope.step('compact', async (context) => {
    const shorter = await compactor.compact(turns, { maxTokens: toTokens }, context);
    return shorter as unknown as Json;
  });
  const { messages, dropped, reference } = compacted as unknown as Compacted;
  if (dropped === 0) return;
  talk.replace(messages);
  scope.emit('history.compacted', {
    dropped,
    before,
    after: talk.tokens(),
    reference: reference ?? null,
  });
}

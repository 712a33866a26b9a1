import type { Message } from '@ashlar/core';
import type { UsageMetadata } from '@langchain/core/messages';
import type { Served } from '../metering/attempt.ts';
import { fromUsage, servedModel } from './ending.ts';
import { textBytes } from './input-bytes.ts';
import type { PreparedCall } from './prepare.ts';
import type { ChatSettings } from './settings.ts';

/** What was used: as reported, else bounded by bytes and marked as estimated. */
export function servedOf(
  { id }: ChatSettings,
  { estimate }: PreparedCall,
  message: Message,
  usage: UsageMetadata | undefined,
  metadata: Readonly<Record<string, unknown>>,
): Served {
  const model = servedModel(metadata, id);
  if (usage !== undefined) return { model, ...fromUsage(usage) };
  const outputTokens = textBytes(JSON.stringify(message.content));
  return { model, inputTokens: estimate.inputBytes, outputTokens, estimated: true };
}

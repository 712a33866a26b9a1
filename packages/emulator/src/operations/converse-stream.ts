import { toChatRequest } from '../wire/chat-request.ts';
import { answerStream } from './answer-stream.ts';
import type { OperationCall } from './call.ts';
import { chatBatches } from './chat-batches.ts';
import { chatEngine } from './chat-engine.ts';

/** Answers ConverseStream with the engine's `stream`. */
export async function converseStream(call: OperationCall): Promise<void> {
  await answerStream(call, chatBatches(call, chatEngine(call), toChatRequest(call.body)));
}

import type { ChatResponse } from '@ashlar/core';
import { type CitedText, citedText } from '../knowledge/cited-text.ts';
import { type Generation, toGeneration } from '../knowledge/generate.ts';
import { toCitations } from '../knowledge/to-citations.ts';
import type { WireEvent } from '../wire/block-stream.ts';
import { pieces } from '../wire/pieces.ts';
import { stringAt } from '../wire/read.ts';
import { toWireUsage } from '../wire/usage.ts';
import { answerStream } from './answer-stream.ts';
import type { OperationCall } from './call.ts';

/**
 * Answers RetrieveAndGenerateStream. Markers of citations are taken out of the answer, so it is sent when the model is done: in
 * small pieces, each citation behind the stretch that it supports.
 */
export async function retrieveAndGenerateStream(call: OperationCall): Promise<void> {
  const { id, history } = call.engines.sessions.open(stringAt(call.body, 'sessionId'));
  const events = async function* (): AsyncGenerator<readonly WireEvent[]> {
    const generation = await toGeneration(call, history);
    const response = await generation.model.generate(generation.request, call.context);
    const usage = toWireUsage(generation.request, response);
    call.record.usage = usage.tokens;
    call.record.usageEstimated = usage.estimated;
    const cited = citedText(response.message.content, generation.passages.length);
    call.engines.sessions.append(id, generation.question, cited.text);
    yield [...answerEvents(cited, generation, response)];
  };
  await answerStream(call, events(), { 'x-amzn-bedrock-knowledge-base-session-id': id });
}

function* answerEvents(
  cited: CitedText,
  { references, guarded }: Generation,
  response: ChatResponse,
): Generator<WireEvent> {
  if (guarded) {
    const action = response.stopReason === 'guardrail' ? 'INTERVENED' : 'NONE';
    yield { type: 'guardrail', payload: { action } };
  }
  const citations = toCitations(cited, references);
  const ends = cited.spans.length > 0 ? cited.spans.map(({ end }) => end) : [cited.text.length];
  let from = 0;
  for (const [index, end] of ends.entries()) {
    yield* outputs(cited.text.slice(from, end));
    const citation = citations[index] ?? {};
    // The member `citation` is deprecated and still sent; its members stand beside it as well.
    yield { type: 'citation', payload: { citation, ...citation } };
    from = end;
  }
  yield* outputs(cited.text.slice(from));
}

function* outputs(text: string): Generator<WireEvent> {
  for (const piece of pieces(text)) yield { type: 'output', payload: { text: piece } };
}

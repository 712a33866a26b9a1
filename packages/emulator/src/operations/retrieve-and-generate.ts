import { citedText } from '../knowledge/cited-text.ts';
import { toGeneration } from '../knowledge/generate.ts';
import { toCitations } from '../knowledge/to-citations.ts';
import { stringAt } from '../wire/read.ts';
import { toWireUsage } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';

/** Answers RetrieveAndGenerate: passages of the knowledge base, an answer of the chat model, citations with their spans. */
export async function retrieveAndGenerate(call: OperationCall): Promise<void> {
  const { id, history } = call.engines.sessions.open(stringAt(call.body, 'sessionId'));
  const { question, passages, references, model, request, guarded } = await toGeneration(
    call,
    history,
  );
  const response = await model.generate(request, call.context);
  const usage = toWireUsage(request, response);
  call.record.usage = usage.tokens;
  call.record.usageEstimated = usage.estimated;
  const cited = citedText(response.message.content, passages.length);
  call.engines.sessions.append(id, question, cited.text);
  await call.reply.body({
    sessionId: id,
    output: { text: cited.text },
    citations: toCitations(cited, references),
    ...(guarded && {
      guardrailAction: response.stopReason === 'guardrail' ? 'INTERVENED' : 'NONE',
    }),
  });
}

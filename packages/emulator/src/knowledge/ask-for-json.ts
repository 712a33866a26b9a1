import type { CallContext, ChatModel, Json, JsonObject } from '@ashlar/core';
import { textOf } from '@ashlar/core';
import { parseJson } from '../parse-json.ts';

/** One step of a service's own reasoning, asked of the model behind it. */
export interface JsonQuestion {
  /** Its name and version, as rules know it. */
  readonly question: string;
  readonly instructions: string;
  readonly input: JsonObject;
}

/** The JSON that a model answers; nothing when its answer is none. A fence around it is not minded. */
export async function askForJson(
  model: ChatModel,
  { question, instructions, input }: JsonQuestion,
  context: CallContext,
): Promise<Json | undefined> {
  const { message } = await model.generate(
    {
      messages: [
        { role: 'system', content: [{ type: 'text', text: instructions }] },
        { role: 'user', content: [{ type: 'json', value: input }] },
      ],
      metadata: { question },
    },
    context,
  );
  const text = textOf(message).trim();
  return parseJson(text.replace(/^```(?:json)?\s*|\s*```$/g, ''));
}

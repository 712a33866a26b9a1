import {
  AshlarError,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatResponse,
  isAbstain,
  type Part,
} from '@ashlar/core';
import { estimateParts, estimateTokens } from '../wire/usage.ts';
import { questionInput } from './question-input.ts';

/**
 * Answers one question from its input: the function that `question.by(rule)` takes. The input is what stands in the
 * prompt, so it has the shape that the question renders.
 */
export type OfflineRule = (input: never) => unknown;

export interface OfflineModelOptions {
  /** Must contain `offline`. @default 'offline.rules-v1' */
  readonly id?: string;
  /** Rules by the name of the question, without its version: `{ 'rag.answer': rule }`. */
  readonly rules: Readonly<Record<string, OfflineRule>>;
}

/**
 * A model made of rules, for a first day without an account. It is not a language model and says so: what it has no rule
 * for gets one fixed sentence. The question's name is read from the request metadata `question`, its input from the prompt.
 *
 * @throws AshlarError `input.invalid` when the id does not say `offline`
 */
export function offlineModel(options: OfflineModelOptions): ChatModel {
  const { id = 'offline.rules-v1', rules } = options;
  if (!id.includes('offline')) {
    throw new AshlarError('input.invalid', `The id ${id} has to say "offline": it is no model.`, {
      facts: { what: 'id', issues: ['does not contain "offline"'] },
    });
  }

  const generate = async (request: ChatRequest): Promise<ChatResponse> => {
    const content = [await answer(request, rules)];
    const inputTokens = estimateTokens(request);
    const outputTokens = estimateParts(content);
    return {
      message: { role: 'assistant', content },
      stopReason: content[0]?.type === 'tool-call' ? 'tool-calls' : 'end',
      calls: [{ model: id, outcome: 'served', inputTokens, outputTokens, estimated: true }],
    };
  };

  return {
    id,
    info: { features: ['tools', 'tool-choice', 'structured-output', 'streaming', 'system'] },
    generate,
    async *stream(request): AsyncGenerator<ChatEvent> {
      const response = await generate(request);
      for (const [index, part] of response.message.content.entries()) {
        yield { type: 'part', index, part };
      }
      yield { type: 'finish', response };
    },
  };
}

async function answer(request: ChatRequest, rules: OfflineModelOptions['rules']): Promise<Part> {
  const asked = request.metadata?.question;
  const [name = ''] = (asked ?? '').split('@', 1);
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) return say(unknownQuestion(asked, Object.keys(rules)));
  const input = questionInput(request);
  if (input === undefined) {
    return say(
      `This is the offline rule engine. The prompt of ${asked} carries no input, so there is nothing to answer.`,
    );
  }
  // The question has checked its input before it was rendered; only its own rule knows the type.
  const output = await rule(input as never);
  if (isAbstain(output)) {
    return say(`This is the offline rule engine. Its rule for ${asked} is not sure and abstains.`);
  }
  return render(output, request);
}

function unknownQuestion(asked: string | undefined, known: readonly string[]): string {
  const list = known.length === 0 ? 'none' : known.toSorted().join(', ');
  const what = asked === undefined ? 'cannot converse' : `has no rule for ${asked}`;
  return `This is the offline rule engine, not a language model: it ${what}. Questions it knows: ${list}.`;
}

/** As a call of the tool that is forced, as text where no schema is asked for, else as JSON. */
function render(output: unknown, request: ChatRequest): Part {
  const { toolChoice, tools = [] } = request;
  const forced =
    typeof toolChoice === 'object'
      ? toolChoice.tool
      : toolChoice === 'any'
        ? tools[0]?.name
        : undefined;
  const json: string = JSON.stringify(output ?? null);
  if (forced !== undefined) {
    const id = `offline-${request.messages.length}`;
    return { type: 'tool-call', id, name: forced, input: JSON.parse(json) };
  }
  return say(typeof output === 'string' && request.output === undefined ? output : json);
}

function say(text: string): Part {
  return { type: 'text', text };
}

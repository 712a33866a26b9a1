import { assistant, textOf, toolCallsOf, user } from '../build-message.ts';
import type { ChatEvent, ChatModel, ChatRequest, ChatResponse } from '../chat.ts';
import { truncated } from '../chat-events.ts';
import type { CallContext } from '../context.ts';
import { freezeMessage } from '../freeze.ts';
import type { Label } from '../label.ts';
import type { GenerateOptions } from '../scope.ts';
import { createCallContext } from './call-context.ts';
import { converse } from './conversation.ts';
import { digestRequest } from './digest.ts';
import { runEffect } from './effect.ts';
import type { Execution } from './execution.ts';
import { govern, outermost } from './govern.ts';
import { labelAnswer } from './label-answer.ts';
import { ownRequest } from './own-request.ts';
import type { ScopeState } from './scope-state.ts';
import { ignore } from './turn.ts';

/** One answer of a model, continued when it was cut and that was asked for. */
export async function generate(
  scope: ScopeState,
  model: ChatModel,
  request: ChatRequest,
  { key, continuations = 0 }: GenerateOptions,
): Promise<ChatResponse> {
  let response = await generateOnce(scope, model, request, key);
  for (let done = 0; done < continuations && wasCut(response); done += 1) {
    const messages = [...request.messages, assistant(textOf(response.message)), user(CONTINUE)];
    const rest = await generateOnce(
      scope,
      model,
      { ...request, messages },
      key && `${key}+${done}`,
    );
    response = joined(response, rest);
  }
  return response;
}

const CONTINUE =
  'Your answer was cut off. Continue with exactly the next character. Do not repeat anything and do not comment.';

async function generateOnce(
  scope: ScopeState,
  model: ChatModel,
  request: ChatRequest,
  key: string | undefined,
): Promise<ChatResponse> {
  const { execution } = scope;
  let own: ChatRequest = request;
  let label: Label | undefined;
  const spec = {
    type: 'generate' as const,
    name: model.id,
    place: 'generate',
    key,
    effect: 'idempotent' as const,
    digest: () => {
      const conversation = converse(scope, request.messages);
      own = ownRequest(request, conversation.messages);
      label = conversation.label;
      return digestRequest(model.id, own, conversation);
    },
    counts: true,
  };
  const record = await runEffect(scope, spec, async (inside) => {
    const governed = govern(scope.policies, 'model', model);
    const attributes = attributesOf(execution, own);
    const context = createCallContext(outermost(inside), attributes);
    const watched = execution.tree.stream ?? execution.tree.bus.watched();
    if (!watched) return governed.generate(own, context);
    return streamed(governed, own, context, execution, inside);
  });
  const response = record as unknown as ChatResponse;
  const message = freezeMessage(labelAnswer(response.message, label));
  return { ...response, message };
}

/** Who asked, which a request can add to and not replace. */
function attributesOf({ attributes }: Execution, { metadata }: ChatRequest) {
  const { run: _run, pattern: _pattern, tenant: _tenant, ...others } = metadata ?? {};
  return { ...others, ...attributes };
}

async function streamed(
  model: ChatModel,
  request: ChatRequest,
  context: CallContext,
  execution: Execution,
  { path: id, cancel }: ScopeState,
): Promise<ChatResponse> {
  const events = model.stream(request, context)[Symbol.asyncIterator]();
  // A stream is left and not waited for: one that has stalled may never say that it was left.
  const leave = (): void => {
    Promise.resolve()
      .then(() => events.return?.())
      .catch(ignore);
  };
  const stay = cancel.onCancel(leave);
  for (;;) {
    const { done, value: event } = await events.next();
    if (cancel.reason !== undefined) throw cancel.reason;
    if (done) throw truncated(model.id);
    if (event.type === 'finish') {
      stay();
      leave();
      return event.response;
    }
    tell(event, id, execution);
  }
}

function tell(event: ChatEvent, id: string, execution: Execution): void {
  if (event.type === 'text') execution.emit({ type: 'text.delta', id, text: event.text });
  else if (event.type === 'reasoning') {
    execution.emit({ type: 'reasoning.delta', id, text: event.text });
  } else if (event.type === 'tool-input') {
    const { id: callId, name, json } = event;
    execution.emit({ type: 'tool.delta', id, callId, name, text: json });
  } else if (event.type === 'restart') {
    const { attempt, reason } = event;
    execution.emit({ type: 'stream.restarted', id, attempt, reason });
  }
}

function wasCut(response: ChatResponse): boolean {
  return (
    response.stopReason === 'max-tokens' &&
    toolCallsOf(response.message).length === 0 &&
    textOf(response.message) !== ''
  );
}

function joined(first: ChatResponse, rest: ChatResponse): ChatResponse {
  const kept = first.message.content.filter((part) => part.type !== 'text');
  const text = textOf(first.message) + textOf(rest.message);
  const others = rest.message.content.filter((part) => part.type !== 'text');
  return {
    ...rest,
    message: assistant([...kept, { type: 'text', text }, ...others]),
    calls: [...first.calls, ...rest.calls],
  };
}

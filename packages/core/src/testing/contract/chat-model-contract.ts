import { user } from '../../build-message.ts';
import type { ChatRequest, ChatResponse } from '../../chat.ts';
import type { CallContext } from '../../context.ts';
import { recordingContext } from '../fakes/recording-context.ts';
import { frozenCopy } from '../model/frozen-copy.ts';
import type { ScriptedReply } from '../model/script.ts';
import { scriptedModel } from '../model/scripted-model.ts';
import type { ChatModelCase, ChatModelContractOptions, OpenChatModel } from './chat-model-case.ts';
import { chatModelFailureChecks } from './chat-model-failures.ts';
import { chatModelMeterChecks } from './chat-model-metering.ts';
import { claim, claimEqual } from './claim.ts';
import { collectStream } from './collect-stream.ts';
import type { ContractCheck } from './contract-check.ts';
import { claimSaneInfo } from './model-info.ts';
import { within } from './within.ts';

const REQUEST: ChatRequest = {
  messages: [user('What is ashlar?')],
  tools: [
    {
      name: 'look_up',
      description: 'Looks a word up.',
      inputSchema: { type: 'object', properties: { word: { type: 'string' } } },
    },
  ],
};

const REPLY: ScriptedReply = {
  text: 'Let me look that up for you. Größe 4, 石, 🧱.',
  calls: [{ id: 'call-a', name: 'look_up', input: { word: 'ashlar', depth: 2 } }],
};

/** What every chat model must do, as checks that any test runner can run. */
export function chatModelContract(
  open: OpenChatModel,
  options: ChatModelContractOptions = {},
): readonly ContractCheck[] {
  const at: ChatModelCase = {
    request: frozenCopy(REQUEST),
    options,
    async open(script) {
      const backend = scriptedModel(script, { id: 'backend' });
      return { backend, model: await open(backend) };
    },
  };
  const { request } = at;

  async function bothWays(
    reply: ScriptedReply,
    check: (response: ChatResponse) => void,
    context?: () => CallContext,
  ): Promise<void> {
    const { model } = await at.open(() => reply);
    check(await within(model.generate(request, context?.()), 'generate'));
    const { response } = await within(collectStream(model.stream(request, context?.())), 'stream');
    claim(response !== undefined, 'a stream should end with finish');
    check(response);
  }

  return [
    {
      name: 'generates and streams the same message, which is what the provider said',
      run: () =>
        bothWays(REPLY, ({ message, stopReason }) => {
          claimEqual(message.role, 'assistant', 'the role');
          const content = message.content.map(({ label: _label, ...part }) => part);
          const [text, call] = content;
          claimEqual(text, { type: 'text', text: REPLY.text }, 'the text');
          const wanted = { type: 'tool-call', ...REPLY.calls?.[0] };
          claimEqual({ ...call, id: wanted.id }, wanted, 'the tool call');
          claimEqual(content.length, 2, 'the number of parts');
          claimEqual(stopReason, 'tool-calls', 'the stop reason');
        }),
    },
    {
      name: 'streams deltas that join to the parts of the finish, which is last',
      async run() {
        const { model } = await at.open(() => REPLY);
        const { response, parts } = await within(
          collectStream(model.stream(request, recordingContext())),
          'stream',
        );
        claim(response !== undefined, 'a stream should end with finish');
        claimEqual(parts, response.message.content, 'the streamed parts');
      },
    },
    {
      name: 'works without a context',
      run: () =>
        bothWays({ text: 'yes' }, ({ stopReason }) =>
          claimEqual(stopReason, 'end', 'the stop reason'),
        ),
    },
    {
      name: 'carries parts that core has no name for, both ways',
      async run() {
        const { otherPart = { type: 'other', vendor: 'test', raw: { odd: [1, null] } } } = options;
        if (otherPart === null) return;
        const { model, backend } = await at.open(() => ({ parts: [otherPart] }));
        const asked = {
          messages: [{ role: 'user', content: [{ type: 'text', text: 'This:' }, otherPart] }],
        } as const;
        const { message } = await within(model.generate(asked, recordingContext()), 'generate');
        claimEqual(message.content, [otherPart], 'the content of the answer');
        claimEqual(
          backend.calls[0]?.request.messages[0]?.content[1],
          otherPart,
          'the part that was sent',
        );
      },
    },
    {
      name: 'tells the truth about itself',
      async run() {
        const { model } = await at.open([]);
        claim(model.id.length > 0, 'a model should have an id');
        claimSaneInfo(model.info);
      },
    },
    ...chatModelMeterChecks(at),
    ...chatModelFailureChecks(at),
  ];
}

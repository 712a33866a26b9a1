import { user } from '../../build-message.ts';
import type { ChatModel, WrapperKind } from '../../chat.ts';
import type { RunEvent } from '../../event.ts';
import { pattern } from '../../runtime.ts';
import { recordingContext } from '../fakes/recording-context.ts';
import { scriptedModel } from '../model/scripted-model.ts';
import type { ChatModelContractOptions } from './chat-model-case.ts';
import { chatModelContract } from './chat-model-contract.ts';
import { claim, claimEqual } from './claim.ts';
import { collectStream } from './collect-stream.ts';
import type { ContractCheck } from './contract-check.ts';
import { claimDerivedInfo } from './model-info.ts';
import { passThrough } from './pass-through.ts';
import { until, within } from './within.ts';

/** The wrapper under test around one model, or several where it takes several. */
export type Wrap = (inner: ChatModel, ...more: readonly ChatModel[]) => ChatModel;

export interface WrapperContractOptions extends ChatModelContractOptions {
  /** Whether it wraps several models. @default false */
  readonly many?: boolean;
  /** Names of the effects that its side calls have in a run, for example `ask` or `step:judge`. @default none */
  readonly sideEffects?: readonly string[];
}

const KINDS: readonly WrapperKind[] = ['guard', 'cache', 'router', 'retry', 'record', 'other'];
const request = { messages: [user('What is ashlar?')] };

/** What every `ChatModel → ChatModel` must do, alone and between two others. */
export function wrapperContract(
  wrap: Wrap,
  options: WrapperContractOptions = {},
): readonly ContractCheck[] {
  const asking = (model: ChatModel) =>
    pattern({ name: 'asking', version: '1' }, (_: null, scope) => scope.generate(model, request));

  return [
    ...chatModelContract((backend) => wrap(backend), options),
    ...chatModelContract((backend) => passThrough(wrap(passThrough(backend))), options).map(
      ({ name, run }) => ({ name: `between two others: ${name}`, run }),
    ),
    {
      name: 'tells what it is and what is inside',
      async run() {
        const inner = scriptedModel([]);
        const outer = wrap(inner);
        claim(outer.kind !== undefined && KINDS.includes(outer.kind), `kind is ${outer.kind}`);
        claim(outer.inner?.includes(inner) === true, 'inner should hold the model that it wraps');
      },
    },
    {
      name: 'derives its info from what it wraps',
      async run() {
        const small = scriptedModel([], {
          info: {
            features: ['system'],
            contextWindow: 1000,
            maxOutputTokens: 100,
            price: { inputUsd: 7, outputUsd: 70, cacheWriteUsd: 9, asOf: '2026-01-01' },
          },
        });
        const unpriced = scriptedModel([], { info: { price: undefined } });
        const inners = options.many
          ? [
              [small, scriptedModel([])],
              [scriptedModel([]), small],
              [small, unpriced],
            ]
          : [[small], [unpriced]];
        for (const [first, ...more] of inners) {
          if (first === undefined) continue;
          claimDerivedInfo(
            wrap(first, ...more).info,
            [first, ...more].map(({ info }) => info),
          );
        }
      },
    },
    {
      name: 'passes the context on',
      async run() {
        const context = recordingContext({ pattern: 'p@1', tenant: 'acme' });
        const backend = scriptedModel(() => 'yes');
        await within(wrap(backend).generate(request, context), 'generate');
        claimEqual(backend.calls[0]?.attributes, context.attributes, 'the attributes inside');
        claim(context.reservations.length > 0, 'the meter should reach the model inside');
        await within(collectStream(wrap(backend).stream(request, context)), 'stream');
        claimEqual(backend.calls.at(-1)?.attributes, context.attributes, 'the attributes inside');
      },
    },
    {
      name: 'is metered once in a run, by the model inside',
      async run() {
        for (const stream of [false, true]) {
          const backend = scriptedModel(() => 'yes');
          const run = asking(wrap(backend)).run(null, { stream });
          const { usage, status } = await within(run.outcome, 'the run');
          claimEqual(status, 'completed', 'the status of the run');
          const rows = usage.calls.filter(({ model }) => model === backend.id).length;
          claimEqual(rows, backend.calls.length, 'the number of rows of the model inside');
        }
      },
    },
    {
      name: 'keeps to what a restart below makes void',
      async run() {
        const backend = scriptedModel(() => ({
          text: 'the whole answer',
          attempts: [{ text: 'half of an', fails: 'model.network', after: 2 }],
        }));
        const { response, parts } = await within(
          collectStream(wrap(backend).stream(request, recordingContext())),
          'stream',
        );
        claim(response !== undefined, 'a stream should end with finish after a restart');
        claimEqual(parts, response.message.content, 'the parts that are not void');
        claimEqual(parts, [{ type: 'text', text: 'the whole answer' }], 'the answer');
      },
    },
    {
      name: 'passes a cancelled run on to the model inside',
      async run() {
        const backend = scriptedModel(() => ({ fails: 'stall' }));
        let signal: AbortSignal | undefined;
        const spy: ChatModel = {
          ...backend,
          generate(asked, context) {
            signal = context?.signal;
            return backend.generate(asked, context);
          },
        };
        const run = asking(wrap(spy)).run(null, { stream: false });
        await until(() => backend.calls.length > 0, 'the request');
        run.abort();
        claimEqual((await within(run.outcome, 'the run')).status, 'stopped', 'the status');
        await until(() => signal?.aborted === true, 'the abort of the call inside');
      },
    },
    {
      name: 'shows its side calls in the run',
      async run() {
        const events: RunEvent[] = [];
        const run = asking(wrap(scriptedModel(() => 'yes'))).run(null);
        for await (const event of run) events.push(event);
        const ids = events.flatMap((event) => (event.type === 'effect.started' ? [event.id] : []));
        for (const name of options.sideEffects ?? []) {
          const found = ids.some((id) => id.startsWith('generate#0/') && id.includes(name));
          claim(found, `no effect ${name} under the call, only ${ids.join(', ')}`);
        }
      },
    },
  ];
}

import type { ChatModel } from '../../chat.ts';
import type { CallContext } from '../../context.ts';
import { recordingContext } from '../fakes/recording-context.ts';
import type { ChatModelCase } from './chat-model-case.ts';
import { claimClosed } from './chat-model-metering.ts';
import { claim, claimRejects } from './claim.ts';
import { collectStream } from './collect-stream.ts';
import type { ContractCheck } from './contract-check.ts';
import { until, within } from './within.ts';

/** Errors, aborts and consumers that leave. */
export function chatModelFailureChecks(at: ChatModelCase): readonly ContractCheck[] {
  const { request, options } = at;

  async function aborted(
    ask: (model: ChatModel, context: CallContext) => Promise<unknown>,
  ): Promise<void> {
    const context = recordingContext();
    const { model, backend } = await at.open(() => ({ text: 'never', fails: 'stall' }));
    const end = ask(model, context);
    end.catch(() => {});
    await until(() => backend.calls.length > 0, 'the request');
    context.abort();
    await claimRejects(within(end, 'an aborted call'), 'an aborted call', ['run.stopped']);
    claimClosed(context);
  }

  return [
    {
      name: 'rejects with errors of ours that name the model error',
      async run() {
        const { model } = await at.open(() => ({ fails: 'model.denied' }));
        const ends: readonly (() => Promise<unknown>)[] = [
          () => model.generate(request, recordingContext()),
          () => collectStream(model.stream(request, recordingContext())),
        ];
        for (const end of ends) {
          await claimRejects(within(end(), 'a refused call'), 'a refused call', ['model.denied']);
        }
      },
    },
    {
      name: 'does not pass a truncated stream off as an answer',
      async run() {
        const { model } = await at.open(() => ({ text: 'half of it', fails: 'end', after: 1 }));
        await claimRejects(
          within(model.generate(request, recordingContext()), 'generate'),
          'generate',
        );
        const whole = collectStream(model.stream(request, recordingContext())).then(
          ({ response }) => response !== undefined,
          () => false,
        );
        claim(!(await within(whole, 'stream')), 'a truncated stream should not end with finish');
      },
    },
    {
      name: 'settles generate when it is aborted',
      run: () => aborted((model, context) => model.generate(request, context)),
    },
    {
      name: 'settles a stream when it is aborted',
      run: () => aborted((model, context) => collectStream(model.stream(request, context))),
    },
    {
      name: 'refuses to begin when it was aborted before',
      async run() {
        const context = recordingContext();
        context.abort();
        const { model } = await at.open(() => 'too late');
        const end = within(model.generate(request, context), 'generate');
        await claimRejects(end, 'generate', ['run.stopped']);
        claimClosed(context);
      },
    },
    {
      name: 'frees what a stream holds when its consumer leaves',
      async run() {
        if (options.streamsEarly === false) return;
        const context = recordingContext();
        const { model } = await at.open(() => ({ text: 'one two', fails: 'stall', after: 1 }));
        const events = model.stream(request, context)[Symbol.asyncIterator]();
        await within(events.next(), 'the first event');
        await within(Promise.resolve(events.return?.()), 'leaving the stream');
        await until(
          () => context.reservations.every(({ end }) => end !== undefined),
          'closing the books',
        );
      },
    },
  ];
}

import type { Call } from '../../usage.ts';
import { type RecordingContext, recordingContext } from '../fakes/recording-context.ts';
import type { ChatModelCase } from './chat-model-case.ts';
import { claim, claimEqual, claimRejects } from './claim.ts';
import { collectStream } from './collect-stream.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

/** Reserve before, close after: every physical attempt is one row. */
export function chatModelMeterChecks(at: ChatModelCase): readonly ContractCheck[] {
  const { request } = at;
  return [
    {
      name: 'reserves before it asks, and settles once with what was used',
      async run() {
        const context = recordingContext();
        const { model, backend } = await at.open((_request, _call) => {
          claim(context.reservations.length > 0, 'a reservation should come before the request');
          return { text: 'yes' };
        });
        const { calls } = await within(model.generate(request, context), 'generate');
        claimEqual(backend.calls.length, 1, 'the number of attempts');
        claimBooks(context, calls);
      },
    },
    {
      name: 'meters a stream like a whole answer',
      async run() {
        const context = recordingContext();
        const { model } = await at.open(['yes']);
        const { response } = await within(collectStream(model.stream(request, context)), 'stream');
        claimBooks(context, response?.calls ?? []);
      },
    },
    {
      name: 'counts attempts that failed',
      async run() {
        const context = recordingContext();
        const { model, backend } = await at.open(() => ({ fails: 'model.failed' }));
        await claimRejects(within(model.generate(request, context), 'generate'), 'generate');
        claimClosed(context);
        claimEqual(context.reservations.length, backend.calls.length, 'the number of reservations');
        const served = context.rows.filter((row) => row.outcome === 'served').length;
        claimEqual(served, 0, 'the number of attempts that served');
        claimEqual(context.rows.length, backend.calls.length, 'the number of rows');
      },
    },
  ];
}

/** Throws unless every reservation was closed. */
export function claimClosed({ reservations }: RecordingContext): void {
  const open = reservations.filter(({ end }) => end === undefined).length;
  claimEqual(open, 0, 'the number of reservations that nobody closed');
}

// Rows of a response are those that were booked; their price is the meter's.
function claimBooks(context: RecordingContext, calls: readonly Call[]): void {
  claimClosed(context);
  claimEqual(context.rows.length, 1, 'the number of booked rows');
  claimEqual(calls.map(outline), context.rows.map(outline), 'the calls of the response');
  const [row] = context.rows;
  claimEqual(row?.outcome, 'served', 'the outcome of the row');
  claim((row?.outputTokens ?? 0) > 0, 'a row should count what was used');
}

function outline({ model, outcome, inputTokens, outputTokens, nanoUsd }: Call) {
  return { model, outcome, inputTokens, outputTokens, nanoUsd };
}

import {
  type Approval,
  type ApprovalRequest,
  approvalDigest,
  type Decision,
  type Effect,
  type ErrorRecord,
  fromErrorRecord,
  isGenuine,
  type Journal,
  type JournalFactory,
  type Json,
  type Signer,
  toErrorRecord,
} from '@ashlar/core';
import {
  type DurableContext,
  type StepConfig,
  StepInterruptedError,
  StepSemantics,
} from '@aws/durable-execution-sdk-js';

export interface AwsJournalOptions {
  /** Shows the request to whoever decides; they send the signed decision as the result of the callback. */
  readonly submit: (approval: Approval, callbackId: string) => Promise<void>;
  readonly signer: Signer;
}

/** A result as it travels through the engine, which would keep only the message of an error. */
type Envelope = { readonly value: Json } | { readonly error: ErrorRecord };

/**
 * The journal of a run inside an AWS Lambda durable function: `runtime.run(agent, input, { journal: awsJournal(context, …) })`.
 *
 * Checked by the compiler here and not run: the engine numbers effects by the order of calls, so concurrency has to go
 * through `scope.parallel`. The engine ends the process while it waits, so such a run is never `suspended`.
 */
export function awsJournal(context: DurableContext, options: AwsJournalOptions): JournalFactory {
  return async ({ runId }) => ({
    ...journalIn(context, runId, options),
    finish: async () => {},
    suspend: async () => {},
    close: () => {},
  });
}

function journalIn(context: DurableContext, runId: string, options: AwsJournalOptions): Journal {
  const { submit, signer } = options;

  async function decision(
    id: string,
    request: ApprovalRequest,
    kind: Approval['kind'],
  ): Promise<Decision> {
    const approval = { ...request, id, runId, kind, digest: await approvalDigest(request) };
    const text = await context.waitForCallback(id, (callbackId) => submit(approval, callbackId));
    const given = JSON.parse(text) as Decision;
    if (!(await isGenuine(given, approval, signer))) throw new Error(`Forged decision on ${id}.`);
    return given;
  }

  async function step(effect: Effect, run: (inside: Journal) => Promise<Json>): Promise<Json> {
    const { id } = effect;
    if (effect.composite) return opened(await branch(id, (inside) => sealed(() => run(inside))));
    try {
      return opened(await context.step(id, () => sealed(() => run(inline)), configOf(effect)));
    } catch (error) {
      if (!(error instanceof StepInterruptedError)) throw error;
      return settle(effect, run);
    }
  }

  /** The process died inside a `once` effect: somebody has to say what became of it. */
  async function settle(effect: Effect, run: (inside: Journal) => Promise<Json>): Promise<Json> {
    const { id, name } = effect;
    const question = { name, data: { effect: id, name } };
    const { verdict, value } = await decision(`${id}/unknown`, question, 'unknown-effect');
    if (verdict === 'ran') return { v: value ?? null };
    if (verdict === 'not-run') return step({ ...effect, id: `${id}/again` }, run);
    throw new Error(`The effect ${id} was given up.`);
  }

  // Without virtualContext the engine replays the value of a branch and not the branch: what it did outside of itself is lost.
  function branch<T>(name: string, body: (journal: Journal) => Promise<T>): Promise<T> {
    const inside = (child: DurableContext) => body(journalIn(child, runId, options));
    return context.runInChildContext(name, inside, { virtualContext: true });
  }

  return { step, branch, wait: (id, request) => decision(id, request, 'approval') };
}

// The engine retries by default; the one who retries here is the router or the adapter.
function configOf({ effect }: Effect): StepConfig<Envelope> {
  const retryStrategy = () => ({ shouldRetry: false });
  if (effect !== 'once') return { retryStrategy };
  return { retryStrategy, semantics: StepSemantics.AtMostOncePerRetry };
}

async function sealed(run: () => Promise<Json>): Promise<Envelope> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error: toErrorRecord(error) };
  }
}

function opened(envelope: Envelope): Json {
  if ('error' in envelope) throw fromErrorRecord(envelope.error);
  return envelope.value;
}

// The engine has no steps inside a step: what a wrapper asks on the way is part of it.
const inline: Journal = {
  step: (_effect, run) => run(inline),
  wait: () => Promise.reject(new Error('A step cannot wait for a decision.')),
  branch: (_name, body) => body(inline),
};

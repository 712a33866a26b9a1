import { type Part, type Scope, stopped } from '@ashlar/core';
import { act } from './act.ts';
import type { Called, Effected } from './call-tool.ts';
import { FINAL_ANSWER } from './final-answer.ts';
import type { LoopGuard } from './loop-guard.ts';
import type { AgentSetting } from './setting.ts';
import type { AskedCall } from './think.ts';
import type { OpenToolbox } from './toolbox.ts';

export interface Calling {
  readonly guard: LoopGuard;
  readonly tools: OpenToolbox;
  /** Gets the `once` effects, in the order of the calls. */
  readonly effects: Effected[];
  readonly setting: Pick<
    AgentSetting<unknown>,
    'name' | 'answer' | 'limits' | 'results' | 'errorText'
  >;
}

/** Makes the calls of one answer, unless it makes the same again and again. Throws what ends the run when all have settled. */
export async function callAll(
  scope: Scope,
  calls: readonly AskedCall[],
  { guard, tools, effects, setting }: Calling,
): Promise<readonly Called[]> {
  const { name, answer, limits, results, errorText } = setting;
  const early = calls.map(({ part }) =>
    answer !== undefined && part.name === FINAL_ANSWER
      ? ANSWER_ALONE
      : tooOften(part, name, guard.note(part, tools.find(part.name)?.tool.effect)),
  );
  const asked = calls.filter((_, index) => early[index] === undefined);
  const uncertain = new Set(
    effects.filter(({ result }) => result === undefined).map(({ call }) => call),
  );
  const settings = { ...results, agent: name, toolbox: tools, errorText, uncertain };
  const made = [...(await act(scope, asked, limits.concurrency, settings))];
  effects.push(...made.flatMap(({ effect }) => effect ?? []));
  const fatal = made.find((one) => one.fatal !== undefined)?.fatal;
  if (fatal !== undefined) throw fatal;
  return early.map((one) => one ?? (made.shift() as Called));
}

/** The results as parts, in the order of the calls. */
export function resultsOf(calls: readonly AskedCall[], called: readonly Called[]): Part[] {
  return calls.map(({ part }, index) => {
    const { content, isError } = called[index] as Called;
    return {
      type: 'tool-result',
      callId: part.id,
      content,
      label: { origin: 'tool' },
      ...(isError ? { isError } : {}),
    };
  });
}

function tooOften(
  part: AskedCall['part'],
  agent: string,
  verdict: ReturnType<LoopGuard['note']>,
): Called | undefined {
  if (verdict === 'run') return undefined;
  if (verdict === 'told') return notMade(AGAIN);
  throw stopped(
    'loop',
    `${agent} calls ${part.name} with the same arguments again and again, although it was told. Allow more with limits.repeats.`,
  );
}

const AGAIN =
  'You have made this very call before, and its result stands above. It was not made again. Do something else, or answer with what you have.';
const ANSWER_ALONE = notMade('Call this alone, when you have the results of your other calls.');

function notMade(text: string): Called {
  return { content: [{ type: 'text', text }], isError: true };
}

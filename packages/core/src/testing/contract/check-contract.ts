import type { Check, CheckContext, CheckStage, InspectedPart, Verdict } from '../../check.ts';
import type { Origin } from '../../label.ts';
import { pattern } from '../../runtime.ts';
import { recordingContext } from '../fakes/recording-context.ts';
import { claim, claimEqual } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

/** A text and what the check says of it. */
export interface CheckSample {
  readonly text: string;
  readonly action: Verdict['action'];
  readonly code?: string;
}

export interface OpenedCheck {
  readonly check: Check;
  /** At least one that is allowed and one that is not. */
  readonly samples: readonly CheckSample[];
  close?(): Promise<void> | void;
}

export type OpenCheck = () => OpenedCheck | Promise<OpenedCheck>;

const STAGES: readonly CheckStage[] = [
  'ingest',
  'input',
  'retrieval',
  'tool-call',
  'tool-result',
  'output',
];
const ORIGINS: readonly Origin[] = ['system', 'developer', 'user', 'tool', 'retrieval', 'model'];

/** What every check must do. */
export function checkContract(open: OpenCheck): readonly ContractCheck[] {
  const on = (run: (opened: OpenedCheck) => Promise<void>) => async () => {
    const opened = await open();
    try {
      await within(run(opened), 'the check', 20_000);
    } finally {
      await opened.close?.();
    }
  };

  return [
    {
      name: 'says where and on what it looks',
      run: on(async ({ check: { id, stages, origins, lookback } }) => {
        claim(id.length > 0, 'a check should have an id');
        claim(
          stages.length > 0 && stages.every((one) => STAGES.includes(one)),
          `stages: ${stages}`,
        );
        claim(
          origins.length > 0 && origins.every((one) => ORIGINS.includes(one)),
          `origins: ${origins}`,
        );
        claim(lookback === undefined || lookback >= 0, `lookback is ${lookback}`);
      }),
    },
    {
      name: 'gives the verdicts that it is known for',
      run: on(async ({ check, samples }) => {
        for (const { text, action, code } of samples) {
          const verdicts = await inspectTexts(check, [text]);
          claimEqual(worstOf(verdicts), action, `the action on ${JSON.stringify(text)}`);
          if (code === undefined) continue;
          claim(
            verdicts.some((one) => one.code === code),
            `no verdict ${code} on ${JSON.stringify(text)}`,
          );
        }
      }),
    },
    {
      name: 'gives well-formed verdicts: its id, a code, a place that exists',
      run: on(async ({ check, samples }) => {
        const texts = samples.map(({ text }) => text);
        for (const verdict of await inspectTexts(check, texts))
          claimWellFormed(verdict, check, texts);
      }),
    },
    {
      name: 'does not repeat in its message what it found',
      run: on(async ({ check, samples }) => {
        for (const { text } of samples) {
          for (const { span, message } of await inspectTexts(check, [text])) {
            const found = span && text.slice(span.start, span.end);
            const repeats = found !== undefined && found.length > 3 && message.includes(found);
            claim(!repeats, `the message repeats what was found: ${message}`);
          }
        }
      }),
    },
    {
      name: 'gives the same verdicts again',
      run: on(async ({ check, samples }) => {
        const texts = samples.map(({ text }) => text);
        const first = await inspectTexts(check, texts);
        claimEqual(await inspectTexts(check, texts), first, 'the verdicts of a second look');
      }),
    },
    {
      name: 'looks at every part of a list as it would alone',
      run: on(async ({ check, samples }) => {
        const texts = samples.map(({ text }) => text);
        const together = await inspectTexts(check, texts);
        for (const [index, text] of texts.entries()) {
          const alone = await inspectTexts(check, [text]);
          const here = together.filter((verdict) => (verdict.part ?? 0) === index);
          const actions = [alone, here].map(worstOf);
          claimEqual(actions[1], actions[0], `the action on part ${index} among others`);
        }
      }),
    },
    {
      name: 'is asked in a run for its own stages and origins only',
      run: on(async ({ check, samples }) => {
        const bad = samples.find(({ action }) => action !== 'allow');
        claim(bad !== undefined, 'the contract needs a sample that is not allowed');
        const foreign = ORIGINS.find((origin) => !check.origins.includes(origin));
        const asking = pattern({ name: 'asking', version: '1' }, (origin: Origin, scope) => {
          const part = { type: 'text', text: bad.text } as const;
          return scope.check([check], [{ part, origin, index: 0 }], { stage: stageOf(check) });
        });
        const seen = await asking.run(check.origins[0] as Origin).value();
        claimEqual(worstOf(seen), bad.action, 'the action in a run');
        if (foreign === undefined) return;
        claimEqual(
          await asking.run(foreign).value(),
          [],
          `the verdicts on a part of the ${foreign}`,
        );
      }),
    },
    {
      name: 'keeps its claim of lookback: text in two pieces gives what the whole gives',
      run: on(async ({ check, samples }) => {
        if (check.lookback === undefined || check.cost === 'remote') return;
        for (const { text } of samples) await claimLookback(check, text, check.lookback);
      }),
    },
  ];
}

/**
 * A guard that streams shows the check everything up to a place, and then the rest with `lookback` characters before it.
 * What the check finds in the whole it must find in one of the two.
 */
async function claimLookback(check: Check, text: string, lookback: number): Promise<void> {
  const whole = (await inspectTexts(check, [text])).filter(({ action }) => action !== 'allow');
  for (let at = 1; at < text.length; at += 1) {
    const from = Math.max(0, at - lookback);
    const first = await inspectTexts(check, [text.slice(0, at)]);
    const second = await inspectTexts(check, [text.slice(from)]);
    const found = new Set([
      ...first.map((one) => placeOf(one, 0)),
      ...second.map((one) => placeOf(one, from)),
    ]);
    for (const verdict of whole) {
      const where = `${verdict.code} at ${verdict.span?.start ?? 'no place'}`;
      claim(
        found.has(placeOf(verdict, 0)),
        `with a lookback of ${lookback}, text cut at ${at} hides ${where}`,
      );
    }
  }
}

function placeOf({ code, span }: Verdict, offset: number): string {
  return span === undefined ? code : `${code} ${span.start + offset}-${span.end + offset}`;
}

async function inspectTexts(check: Check, texts: readonly string[]): Promise<readonly Verdict[]> {
  const context: CheckContext = { ...recordingContext(), stage: stageOf(check) };
  const origin = check.origins[0] ?? 'user';
  const parts: InspectedPart[] = texts.map((text, index) => {
    return { part: { type: 'text', text }, origin, index };
  });
  return check.inspect(parts, context);
}

function stageOf({ stages }: Check): CheckStage {
  return stages[0] ?? 'input';
}

const SEVERITY: readonly Verdict['action'][] = ['allow', 'flag', 'mask', 'block'];

function worstOf(verdicts: readonly Verdict[]): Verdict['action'] {
  const ranks = verdicts.map(({ action }) => SEVERITY.indexOf(action));
  return SEVERITY[Math.max(0, ...ranks)] ?? 'allow';
}

function claimWellFormed(verdict: Verdict, { id }: Check, texts: readonly string[]): void {
  const { check, code, message, part = 0, span, action, replacement, confidence } = verdict;
  claimEqual(check, id, 'the check of a verdict');
  claim(SEVERITY.includes(action), `${action} is not an action`);
  claim(code.length > 0 && message.length > 0, 'a verdict should have a code and a message');
  const text = texts[part];
  claim(text !== undefined, `part ${part} was not inspected`);
  if (span !== undefined) {
    const inside = span.start >= 0 && span.start < span.end && span.end <= text.length;
    claim(inside, `the span ${span.start}-${span.end} is not inside of a text of ${text.length}`);
  }
  if (action === 'mask') {
    claim(span !== undefined && replacement !== undefined, 'a mask needs a span and a replacement');
  }
  const sure = confidence === undefined || (confidence >= 0 && confidence <= 1);
  claim(sure, `confidence should be 0 to 1, but is ${confidence}`);
}

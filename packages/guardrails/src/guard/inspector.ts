import {
  blocked,
  type CallContext,
  type Check,
  type CheckOptions,
  type CheckStage,
  detachedContext,
  type Part,
  type Verdict,
} from '@ashlar/core';
import { bounded } from '../inspect/bounded.ts';
import { toRules } from '../inspect/check-rule.ts';
import type { GivenPart } from '../inspect/given-part.ts';
import { ruleNow, ruleOn } from '../inspect/rule-on.ts';
import { type Ruling, untilBlock } from '../inspect/ruling.ts';
import type { GuardOptions } from './guard-options.ts';

/** What checks are told besides the parts. */
export type About = Pick<CheckOptions, 'history' | 'sources' | 'query'>;

/** The context of a call, or the scope of a pattern. */
export type Asking = Pick<CallContext, 'check'>;

/** The checks of one guard, ready to be asked. */
export interface Inspector {
  readonly checks: readonly Check[];
  /** Through the journal of the run. */
  rule(given: readonly GivenPart[], context: Asking, about?: About): Promise<Ruling>;
  /** As `rule`, without a trace, and only checks in this process: for text that is judged as a whole later. */
  peek(given: readonly GivenPart[], context: CallContext, about?: About): Promise<Ruling>;
  /** As `peek`, at once and for one stage; undefined where a check does not answer at once. */
  now(given: readonly GivenPart[], stage: CheckStage): Ruling | undefined;
  /**
   * The parts as they may pass.
   *
   * @throws run.blocked
   */
  pass(given: readonly GivenPart[], context: Asking, about?: About): Promise<readonly Part[]>;
}

export function createInspector({ checks: given }: GuardOptions): Inspector {
  const checks = toRules(given).map(bounded);
  const inProcess = checks.filter(({ cost }) => cost !== 'remote');

  const rule: Inspector['rule'] = (parts, context, about = {}) =>
    ruleOn(checks, parts, (asked, shown, stage) =>
      context.check(asked, shown, { ...about, stage }),
    );

  return {
    checks,
    rule,
    peek: (parts, context, about = {}) =>
      ruleOn(inProcess, parts, async (asked, shown, stage) => {
        const said = asked
          .filter((check) => check.stages.includes(stage))
          .map((check) => {
            const own = shown.filter(({ origin }) => check.origins.includes(origin));
            return own.length === 0 ? [] : check.inspect(own, { ...context, ...about, stage });
          });
        return (await Promise.all(said)).flat();
      }),
    now: (parts, stage) => ruleNow(checks, parts, { ...detachedContext(), stage }),
    async pass(parts, context, about) {
      const ruling = await rule(parts, context, about);
      if (ruling.blocked) throw blockedBy(ruling.verdicts);
      return ruling.parts;
    },
  };
}

/** The end of a run that a check blocked: it names checks and codes, and nothing of what they found. */
export function blockedBy(verdicts: readonly Verdict[]): Error {
  const ended = untilBlock(verdicts);
  const last = ended.at(-1);
  return blocked(ended, `The check ${last?.check} blocked: ${last?.code}.`);
}

/** The checks that look at what a model says at this stage. */
export function checksAt(checks: readonly Check[], stage: CheckStage): readonly Check[] {
  return checks.filter(
    ({ stages, origins }) => stages.includes(stage) && origins.includes('model'),
  );
}

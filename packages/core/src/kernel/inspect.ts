import type { Check, InspectedPart, Verdict } from '../check.ts';
import { failedCheck, partsFor } from '../check-parts.ts';
import { isAshlarError } from '../errors.ts';
import { toJson } from '../json/to-json.ts';
import type { CheckOptions } from '../scope.ts';
import { createCallContext } from './call-context.ts';
import { digestFields } from './digest.ts';
import { runEffect } from './effect.ts';
import { halted } from './halted.ts';
import type { ScopeState } from './scope-state.ts';

/** Verdicts of all checks that apply to this stage and these origins. A check that fails blocks. */
export async function inspect(
  scope: ScopeState,
  checks: readonly Check[],
  parts: readonly InspectedPart[],
  options: CheckOptions,
): Promise<readonly Verdict[]> {
  const ended = halted(scope);
  if (ended !== undefined) return ended;
  const all = checks.map((check) => inspectWith(scope, check, parts, options));
  return (await Promise.all(all)).flat();
}

async function inspectWith(
  scope: ScopeState,
  check: Check,
  parts: readonly InspectedPart[],
  { key, ...stage }: CheckOptions,
): Promise<readonly Verdict[]> {
  const looked = partsFor(check, parts, stage.stage);
  if (looked.length === 0) return [];
  const { execution } = scope;
  let own: CheckOptions & { readonly parts: readonly InspectedPart[] };
  const spec = {
    type: 'check' as const,
    name: check.id,
    key,
    effect: 'read' as const,
    digest: () => {
      const what = `The parts for check ${check.id}`;
      own = toJson({ parts: looked, ...stage }, what) as unknown as typeof own;
      return digestFields({ ...own }, what);
    },
    counts: false,
  };
  const verdicts = await runEffect(scope, spec, async (inside) => {
    const context = createCallContext(inside);
    try {
      const { parts, ...about } = own;
      return await check.inspect(parts, { ...context, ...about });
    } catch (error) {
      if (inside.cancel.reason !== undefined) throw inside.cancel.reason;
      // A budget that ended says nothing about the parts, and a resume with more can still look at them.
      if (isAshlarError(error, 'run.stopped')) throw error;
      return [failedCheck(check.id, error)];
    }
  });
  for (const verdict of verdicts as unknown as readonly Verdict[]) {
    execution.emit({ type: 'check.verdict', verdict });
  }
  return verdicts as unknown as readonly Verdict[];
}

import { isDeepStrictEqual } from 'node:util';
import { canonicalJson, isAshlarError } from '../../../packages/core/src/index.ts';
import {
  type DefinedTool,
  prepareArguments,
  tool,
  toolSchema,
  toolSpecs,
} from '../../../packages/tool-use/src/index.ts';
import { type BfclCase, type BfclMutation, type BfclTool, callsOf } from './bfcl.ts';

const legal = /^[a-zA-Z0-9_-]{1,64}$/;

/** What was counted; `misses` names what went wrong. */
export interface Share {
  of: number;
  good: number;
  readonly misses: string[];
}

export type Shares = Readonly<Record<'tools' | 'names' | 'calls' | BfclMutation['outcome'], Share>>;

/**
 * Tools that convert, names that lead back, ground-truth calls that are taken (some contradict their own schema), and for each outcome the mutated
 * calls that end as they should: `valid` untouched, `repaired` to the expected arguments with a repair reported, `invalid` with the field
 * named, `policy` (an undeclared key) left out and reported.
 */
export async function measureTools(
  cases: readonly BfclCase[],
  mutations: readonly BfclMutation[],
): Promise<Shares> {
  const share = (): Share => ({ of: 0, good: 0, misses: [] });
  const shares = {
    tools: share(),
    names: share(),
    calls: share(),
    valid: share(),
    repaired: share(),
    invalid: share(),
    policy: share(),
  };
  for (const one of cases) await measureCase(one, shares);
  for (const one of mutations) count(shares[one.outcome], await endsAsExpected(one), one.id);
  return shares;
}

async function measureCase(one: BfclCase, shares: Shares): Promise<void> {
  // The same tool comes twice in a few cases.
  const distinct = new Map(one.tools.map((given) => [given.name, given]));
  const made = new Map<string, DefinedTool<never>>();
  for (const given of distinct.values()) {
    const own = converted(given);
    count(shares.tools, own !== undefined, `${one.id} ${given.name}`);
    if (own !== undefined) made.set(given.name, own as DefinedTool<never>);
  }
  const tools = [...made.values()];
  const specs = toolSpecs(tools);
  for (const [index, { name, inputSchema }] of specs.definitions.entries()) {
    const good =
      legal.test(name) && inputSchema.type === 'object' && specs.find(name) === tools[index];
    count(shares.names, good, `${one.id} ${name}`);
  }
  for (const call of callsOf(one)) {
    const own = made.get(call.tool);
    const prepared = own && (await prepareArguments(own, call.arguments));
    count(shares.calls, prepared?.status === 'ready', `${one.id} ${JSON.stringify(prepared)}`);
  }
}

function converted({ name, description, parameters }: BfclTool): DefinedTool<never> | undefined {
  try {
    return tool({
      name,
      description,
      input: toolSchema<never>(parameters),
      effect: 'read',
      run: () => null,
    });
  } catch (error) {
    if (isAshlarError(error)) return undefined;
    throw error;
  }
}

async function endsAsExpected(one: BfclMutation): Promise<boolean> {
  const own = converted(one.tool);
  if (own === undefined) return false;
  const before = canonicalJson(one.arguments);
  const prepared = await prepareArguments(own, one.arguments);
  if (canonicalJson(one.arguments) !== before) return false;
  if (one.outcome === 'invalid') {
    const names = (issue: string) => (issue.split(': ')[0] ?? '').includes(one.field ?? '');
    return prepared.status === 'invalid' && prepared.issues.some(names);
  }
  if (prepared.status !== 'ready') return false;
  const reported = prepared.repairs.length > 0;
  return (
    isDeepStrictEqual(prepared.value, one.expected_arguments) &&
    reported === (one.outcome !== 'valid')
  );
}

function count(share: Share, good: boolean, miss: string): void {
  share.of += 1;
  if (good) share.good += 1;
  else share.misses.push(miss);
}

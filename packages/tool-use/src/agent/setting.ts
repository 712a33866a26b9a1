import type { AnyAshlarError, ChatModel } from '@ashlar/core';
import { invalidAgent } from '../errors.ts';
import { ABOUT_OUTPUT } from '../results/delimit.ts';
import { errorText } from '../results/error-text.ts';
import { readResult } from '../results/read-result.ts';
import type { Shown } from '../results/to-content.ts';
import type { DefinedTool } from '../tool.ts';
import { type FinalAnswer, finalAnswer } from './final-answer.ts';
import type {
  CompactionOptions,
  CompensatePolicy,
  LoopLimits,
  ToolAgentOptions,
} from './tool-agent-options.ts';
import { createToolbox, type Toolbox } from './toolbox.ts';

/** The options of an agent with their defaults, and what is made of them once. */
export interface AgentSetting<Out> {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly model: ChatModel;
  readonly instructions: string | undefined;
  readonly toolbox: Toolbox;
  /** Absent: the answer is text. */
  readonly answer: FinalAnswer<Out> | undefined;
  readonly limits: Required<Omit<LoopLimits, 'maxTokens'>> & Pick<LoopLimits, 'maxTokens'>;
  readonly results: Shown;
  readonly errorText: (error: AnyAshlarError, tool: string) => string;
  readonly compaction: CompactionOptions | undefined;
  readonly compensate: CompensatePolicy;
}

/** @throws agent.invalid, tool.duplicate, schema.unsupported */
export function settingOf<Out>(options: ToolAgentOptions<Out>): AgentSetting<Out> {
  const { name, version = '1', description = '', model, output, compaction } = options;
  const { archive, maxCharacters = 20_000 } = options.results ?? {};
  for (const [option, value] of Object.entries({ name, version })) {
    if (value.trim() === '') throw invalidAgent(name, option, `its ${option} is empty`);
  }
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  checkLimits(name, { ...limits, maxCharacters, ...numbersOf(compaction) });
  const answer = output === undefined ? undefined : finalAnswer(output);
  const tools: DefinedTool[] = [
    ...options.tools,
    ...(archive === undefined ? [] : [readResult(archive, maxCharacters) as DefinedTool]),
    ...(answer === undefined ? [] : [answer.tool]),
  ];
  return {
    name,
    version,
    description,
    model,
    instructions: instructionsOf(options, tools),
    toolbox: createToolbox(tools, limits.toolTimeoutMs),
    answer,
    limits,
    results: { archive, maxCharacters },
    errorText: options.results?.errorText ?? errorText,
    compaction,
    compensate: options.compensate ?? 'never',
  };
}

const DEFAULT_LIMITS = {
  turns: 50,
  concurrency: 8,
  repeats: 2,
  reasks: 2,
  toolTimeoutMs: 60_000,
};

function instructionsOf<Out>(
  { instructions }: ToolAgentOptions<Out>,
  tools: readonly DefinedTool[],
): string | undefined {
  const all = [instructions, tools.length === 0 ? undefined : ABOUT_OUTPUT].filter(
    (one) => one !== undefined && one !== '',
  );
  return all.length === 0 ? undefined : all.join('\n\n');
}

function numbersOf(compaction: CompactionOptions | undefined): Record<string, number> {
  if (compaction === undefined) return {};
  const { aboveTokens, toTokens } = compaction;
  return { aboveTokens, ...(toTokens === undefined ? {} : { toTokens }) };
}

const MAY_BE_ZERO = ['reasks'];

function checkLimits(agent: string, limits: Readonly<Record<string, number | undefined>>): void {
  for (const [option, value] of Object.entries(limits)) {
    if (value === undefined) continue;
    const least = MAY_BE_ZERO.includes(option) ? 0 : 1;
    if (!(value >= least)) {
      throw invalidAgent(agent, option, `${option} must be ${least} or more, not ${value}`);
    }
  }
}

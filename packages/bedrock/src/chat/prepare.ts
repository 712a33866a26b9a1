import type { CallContext, ChatRequest, Estimate, JsonObject } from '@ashlar/core';
import { inputBytes } from '../convert/input-bytes.ts';
import { type ConverseInput, toConverse } from '../convert/to-request.ts';
import { invalidRequest } from '../errors/failure.ts';
import { cacheRules } from '../models/cache-rules.ts';
import { modelQuirks } from '../models/model-info.ts';
import type { RequestOptions } from '../request-options.ts';
import { countOrBound } from './count-converse.ts';
import { fitCachePoints } from './fit-cache-points.ts';
import { portableRequest } from './portable-request.ts';
import { promptProblems } from './prompt-problems.ts';
import { requestProblems } from './request-problems.ts';
import type { ChatSettings } from './settings.ts';

/** A request in Bedrock's words, and what it may cost. */
export interface PreparedCall {
  readonly input: ConverseInput;
  readonly estimate: Estimate;
  /** Preferences that were not sent because the model refuses them. */
  readonly ignored: readonly string[];
}

/** Converts and checks a request. Nothing is sent; throws `model.invalid-request`. */
export async function prepareCall(
  settings: ChatSettings,
  request: ChatRequest,
  context: CallContext,
): Promise<PreparedCall> {
  const { id, base, defaults } = settings;
  const asked = { ...defaults, ...request };
  refuse(id, requestProblems(asked));
  const given = await readOptions(settings, request.vendor?.bedrock);
  const quirks = modelQuirks(base);
  const fitted = fitCachePoints(asked, given, cacheRules(base));
  const { options } = fitted;
  const whole = portableRequest(fitted.request, quirks);
  const system = quirks.includes('system-in-place') ? 'in-place' : 'hoisted';
  const told = { systemMessages: system, ...options } as const;
  const input = toConverse(id, whole.request, told, context.attributes);
  refuse(id, promptProblems(input));
  const { maxTokens } = whole.request;
  const bytes = inputBytes(input);
  return {
    input,
    ignored: [...whole.ignored, ...fitted.ignored],
    estimate: {
      model: id,
      info: priced(settings, options, input),
      inputBytes: bytes,
      ...(maxTokens !== undefined && { maxTokens }),
      countTokens: () => countOrBound(settings, input, bytes, context.signal),
    },
  };
}

/** The input with the output limit that the budget left. */
export function withMaxTokens(input: ConverseInput, maxTokens: number | undefined): ConverseInput {
  if (maxTokens === input.inferenceConfig?.maxTokens) return input;
  return {
    ...input,
    inferenceConfig: { ...input.inferenceConfig, ...(maxTokens !== undefined && { maxTokens }) },
  };
}

async function readOptions(
  { id, bedrock }: ChatSettings,
  vendor: JsonObject | undefined,
): Promise<RequestOptions> {
  const options = { ...bedrock, ...vendor };
  if (Object.keys(options).length === 0) return options;
  // Loaded only when there is something to check: zod is half of what a cold start would cost.
  const { requestOptionProblems } = await import('../request-options-schema.ts');
  const problems = requestOptionProblems(options);
  refuse(id, problems);
  return options;
}

function refuse(id: string, problems: readonly string[]): void {
  if (problems.length > 0) throw invalidRequest(id, `${problems.join('; ')}.`);
}

// The table has prices of the standard tier. A dearer tier without a price of its own is unpriced, not cheaper than it is.
function priced(
  { info, ownPrice }: ChatSettings,
  { serviceTier }: RequestOptions,
  input: ConverseInput,
): Estimate['info'] {
  const { price, maxOutputTokens } = info;
  const dearer = serviceTier === 'priority' || serviceTier === 'reserved';
  if (price === undefined || (dearer && ownPrice === undefined)) {
    return maxOutputTokens === undefined ? {} : { maxOutputTokens };
  }
  // The hour is the dearest rate there is: reserving it where nothing is written for an hour would starve a tight budget.
  const { cacheWriteHourUsd: _, ...ordinary } = price;
  return { ...info, price: writesForAnHour(input) ? price : ordinary };
}

function writesForAnHour({ messages = [], system = [], toolConfig }: ConverseInput): boolean {
  const blocks = [...messages.flatMap(({ content }) => content ?? []), ...system];
  const tools = toolConfig?.tools ?? [];
  return [...blocks, ...tools].some(({ cachePoint }) => cachePoint?.ttl === '1h');
}

import type { CallContext, ChatRequest, Estimate, JsonObject } from '@ashlar/core';
import { inputBytes } from '../convert/input-bytes.ts';
import { type ConverseInput, toConverse } from '../convert/to-request.ts';
import { invalidRequest } from '../errors/failure.ts';
import { modelQuirks } from '../models/model-info.ts';
import type { RequestOptions } from '../request-options.ts';
import { countOrBound } from './count-converse.ts';
import { portableRequest } from './portable-request.ts';
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
  const { id, defaults } = settings;
  const options = await readOptions(settings, request.vendor?.bedrock);
  const quirks = modelQuirks(id);
  const whole = portableRequest({ ...defaults, ...request }, quirks);
  const system = quirks.includes('system-in-place') ? 'in-place' : 'hoisted';
  const told = { systemMessages: system, ...options } as const;
  const input = toConverse(id, whole.request, told, context.attributes);
  const { maxTokens } = whole.request;
  const bytes = inputBytes(input);
  return {
    input,
    ignored: whole.ignored,
    estimate: {
      model: id,
      info: priced(settings, options),
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
  if (problems.length > 0) throw invalidRequest(id, `${problems.join('; ')}.`);
  return options;
}

// The table has prices of the standard tier. A dearer tier without a price of its own is unpriced, not cheaper than it is.
function priced(
  { info, ownPrice }: ChatSettings,
  { serviceTier }: RequestOptions,
): Estimate['info'] {
  if (ownPrice !== undefined) return info;
  if (serviceTier !== 'priority' && serviceTier !== 'reserved') return info;
  const { maxOutputTokens } = info;
  return maxOutputTokens === undefined ? {} : { maxOutputTokens };
}

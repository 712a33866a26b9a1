import type { ConverseInput } from '../convert/to-request.ts';

/** Whether an id is the ARN of a prompt from Prompt management, which brings its own model and settings. */
export function isPrompt(modelId: string): boolean {
  return /^arn:[^:]+:bedrock:[^:]*:[^:]*:prompt\//.test(modelId);
}

/**
 * What Converse refuses beside a prompt, and what it ignores without one.
 * Source: docs.aws.amazon.com/bedrock/latest/userguide/prompt-management-how.html
 */
export function promptProblems(input: ConverseInput): string[] {
  if (!isPrompt(input.modelId ?? '')) {
    return input.promptVariables === undefined
      ? []
      : ['promptVariables are ignored unless the model id is the ARN of a prompt'];
  }
  return (['inferenceConfig', 'system', 'toolConfig', 'additionalModelRequestFields'] as const)
    .filter((member) => input[member] !== undefined)
    .map((member) => `${member} comes from the prompt and cannot be sent beside it`);
}

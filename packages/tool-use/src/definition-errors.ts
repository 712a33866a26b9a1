import { AshlarError } from '@ashlar/core';

declare module '@ashlar/core' {
  interface ErrorFacts {
    /** A tool cannot be defined like this; `problem` says what to change. */
    'tool.definition': { readonly tool: string; readonly problem: string };
    /** Two tools of one list have the same name. */
    'tool.duplicate': { readonly tool: string };
  }
}

export function definitionError(
  tool: string,
  problem: string,
  cause?: unknown,
): AshlarError<'tool.definition'> {
  return new AshlarError(
    'tool.definition',
    `The tool "${tool}" cannot be defined: ${problem.replace(/\.$/, '')}.`,
    {
      facts: { tool, problem },
      cause,
    },
  );
}

export function duplicateTool(tool: string): AshlarError<'tool.duplicate'> {
  return new AshlarError(
    'tool.duplicate',
    `Two tools are called "${tool}": rename one, a model could not tell them apart.`,
    { facts: { tool } },
  );
}

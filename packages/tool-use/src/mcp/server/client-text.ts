import type { AnyAshlarError } from '@ashlar/core';
// Only for the codes.
import type {} from '../../openapi/errors.ts';
import { errorText } from '../../results/error-text.ts';

const longest = 2_000;

/**
 * What a client reads of an error, unless the host has another policy: as much as a model of ours would, without the marks that tell our
 * models where somebody else's words begin.
 */
export function clientText(error: AnyAshlarError, tool: string): string {
  switch (error.code) {
    case 'tool.rejected':
    case 'openapi.refused':
    case 'openapi.failed':
      return error.message.slice(0, longest);
    default:
      return errorText(error, tool);
  }
}

import { linearMatch, type Matches } from './linear-match.ts';
import { type Pattern, parsePattern } from './parse-pattern.ts';

/**
 * Compiles a pattern the way JSON Schema means it, with Unicode where the pattern allows it; undefined where it is no regular expression,
 * or one that could take time without end.
 *
 * Patterns come from strangers (an OpenAPI document, an MCP server) and run on what a model wrote, so none may go back over its text again
 * and again. Regular ones run in linear time. What is not regular, looking around and references, runs in the engine of the platform,
 * as long as the ways to try are few; a text for which they are not is answered `undefined`.
 */
export function compilePattern(source: string): Matches | undefined {
  const [expression, flags] = expressionOf(source);
  const pattern = expression && parsePattern(source, flags);
  if (pattern === undefined) return undefined;
  const linear = linearMatch(pattern, flags);
  if (linear !== undefined) return linear;
  if (!Number.isFinite(waysIn(pattern, 2))) return undefined;
  return (text) =>
    waysIn(pattern, text.length + 1) * (text.length + 1) ** 2 <= MOST
      ? expression?.test(text)
      : undefined;
}

const MOST = 100_000_000;

function expressionOf(source: string): readonly [RegExp | undefined, 'u' | ''] {
  for (const flags of ['u', ''] as const) {
    try {
      return [new RegExp(source, flags), flags];
    } catch {
      // The other flags may take it.
    }
  }
  return [undefined, ''];
}

/** At most how many ways there are to match a text of this length from one place; Infinity where a repetition holds a choice. */
function waysIn(pattern: Pattern, length: number): number {
  switch (pattern.type) {
    case 'sequence':
      return pattern.items.reduce((ways, item) => ways * waysIn(item, length), 1);
    case 'choice':
      return pattern.items.reduce((ways, item) => ways + waysIn(item, length), 0);
    case 'repeat': {
      const { item, min, max } = pattern;
      const inside = waysIn(item, length);
      if (inside > 1 && max > 1) {
        return max === Number.POSITIVE_INFINITY ? max : inside ** max * (max - min + 1);
      }
      return Math.max(1, inside) * (Math.min(max, length) - Math.min(min, length) + 1);
    }
    case 'look':
      return waysIn(pattern.item, length);
    default:
      return 1;
  }
}

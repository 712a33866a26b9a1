import { AshlarError } from '@ashlar/core';
import { z } from 'zod';
import type { CompareCase } from './compare.ts';

const shape = z.strictObject({
  question: z.string().min(1),
  sources: z.array(z.string()).optional(),
  contains: z.array(z.string()).optional(),
  answerable: z.boolean().optional(),
});

/**
 * Reads cases from JSON Lines: one {@link CompareCase} a line.
 *
 * @throws AshlarError `input.invalid` naming the lines
 */
export function readCases(text: string): readonly CompareCase[] {
  const issues: string[] = [];
  const cases = text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const { data, error } = shape.safeParse(parsed(line));
    if (data !== undefined) return [data as CompareCase];
    const problems = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
    issues.push(`line ${i + 1}: ${problems.join('; ')}`);
    return [];
  });
  if (issues.length === 0 && cases.length > 0) return cases;
  if (cases.length === 0 && issues.length === 0) issues.push('there is no line');
  throw new AshlarError('input.invalid', `The cases cannot be read: ${issues.join(', ')}.`, {
    facts: { what: 'cases', issues },
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Errors of ours say what to do; of anything else, what happened. One sentence or two, and no stack. */
export function inOneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, ' ');
}

import { HELP, readArguments } from './arguments.ts';

/** The whole command; resolves to its exit code. */
export async function askDocs(given: readonly string[]): Promise<number> {
  try {
    const options = readArguments(given);
    if (options.help) console.log(HELP);
    else {
      // Loaded only now: a mistyped option is answered at once.
      const { answerFrom } = await import('./answer-from.ts');
      await answerFrom(options);
    }
    return 0;
  } catch (error) {
    console.error(sentence(error));
    return 1;
  }
}

/** Errors of ours say what to do; of anything else, what happened. One sentence or two, and no stack. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, ' ');
}

import { HELP, readArguments } from './arguments.ts';
import { inOneLine } from './in-one-line.ts';

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
    console.error(inOneLine(error));
    return 1;
  }
}

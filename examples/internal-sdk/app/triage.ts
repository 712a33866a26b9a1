// An application of a colleague: it knows @acme/genai and nothing else.
import { type GenAi, textOf, user } from '@acme/genai';

export function triage(genai: GenAi) {
  return genai.pattern({ name: 'triage', version: '1' }, async (claim: string, scope) => {
    const messages = [user(`Which department answers this claim?\n${claim}`)];
    const { message } = await scope.generate(genai.model('fast'), { messages, maxTokens: 50 });
    return textOf(message);
  });
}

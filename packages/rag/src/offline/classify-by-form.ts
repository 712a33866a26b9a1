import type { Complexity } from '../questions/classify-question.ts';

const TALK =
  /^(?:hi|hello|hey|thanks?|thank you|ok(?:ay)?|bye|good (?:morning|evening|bye)|hallo|danke|hola|gracias|merci|bonjour)\b[\s\p{P}\w]{0,24}$/iu;
/** A person or thing that is only described: it has to be found out before the rest can be searched for. */
const DESCRIBED =
  /\b(?:of|by|from|in|to|with|as|than) (?:the|a|an)\b.*\b(?:who|whom|whose|which|that|where|of|by|in)\b/iu;
const COMPARED =
  /\b(?:both|compared?|difference|versus|vs|older|younger|larger|smaller|earlier|later|first,? .* or|more .* than|same .* as)\b/iu;
const LONG = 12;

/** Answers `rag.classify` without a model, by the form of an English question; in other languages nearly all is `single`. */
export function classifyByForm({ question }: { readonly question: string }): {
  readonly complexity: Complexity;
} {
  if (TALK.test(question.trim())) return { complexity: 'none' };
  const words = question.split(/\s+/).length;
  const chained = DESCRIBED.test(question) && words >= LONG;
  return { complexity: chained || COMPARED.test(question) ? 'multi' : 'single' };
}

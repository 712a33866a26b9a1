import { constraints } from '../validate/constraints.ts';

/** Where a verdict stands in the service's assessment. */
export type Place =
  | { readonly policy: 'topicPolicy'; readonly name: string }
  | { readonly policy: 'contentPolicy'; readonly type: string }
  | { readonly policy: 'wordPolicy'; readonly list: 'customWords' | 'managedWordLists' }
  | { readonly policy: 'sensitiveInformationPolicy'; readonly pii: string }
  | { readonly policy: 'sensitiveInformationPolicy'; readonly regex: string }
  | { readonly policy: 'contextualGroundingPolicy'; readonly type: 'GROUNDING' | 'RELEVANCE' };

export type Policy = Place['policy'];

const filterTypes: ReadonlySet<string> = new Set([
  ...(constraints['GuardrailChecksContentFilterCategoryConfig.category']?.values ?? []),
  'PROMPT_ATTACK',
]);
const piiTypes: ReadonlySet<string> = new Set(
  constraints['GuardrailChecksSensitiveInformationEntityConfig.type']?.values,
);

/** Usual names of checks for what the service calls otherwise. */
const piiNames: ReadonlyMap<string, string> = new Map([
  ['BIC', 'SWIFT_CODE'],
  ['CARD', 'CREDIT_DEBIT_CARD_NUMBER'],
  ['CREDIT_CARD', 'CREDIT_DEBIT_CARD_NUMBER'],
  ['CVV', 'CREDIT_DEBIT_CARD_CVV'],
  ['IBAN', 'INTERNATIONAL_BANK_ACCOUNT_NUMBER'],
  ['IP', 'IP_ADDRESS'],
  ['MAC', 'MAC_ADDRESS'],
  ['PERSON', 'NAME'],
  ['SSN', 'US_SOCIAL_SECURITY_NUMBER'],
  ['US_SSN', 'US_SOCIAL_SECURITY_NUMBER'],
  ['VIN', 'VEHICLE_IDENTIFICATION_NUMBER'],
]);

/**
 * The policy that a verdict's code (or a check's id) belongs to: `pii.email`, `pii.regex.<name>`, `regex.<name>`, `topic.<name>`, `content.hate`,
 * `injection.*`, `word.<word>`, `word.profanity`, `grounding.*`, `relevance.*`. Any other code is a denied topic of that name,
 * so that no verdict gets lost.
 */
export function placeOfCode(code: string): Place {
  const [area = '', ...rest] = code.split('.');
  const detail = rest.join('.');
  const type = (rest.at(-1) ?? '').toUpperCase().replaceAll('-', '_');
  switch (area) {
    case 'pii':
    case 'secret':
    case 'secrets': {
      if (rest[0] === 'regex') {
        return { policy: 'sensitiveInformationPolicy', regex: rest.slice(1).join('.') || area };
      }
      const pii = piiNames.get(type) ?? type;
      return piiTypes.has(pii)
        ? { policy: 'sensitiveInformationPolicy', pii }
        : { policy: 'sensitiveInformationPolicy', regex: detail || area };
    }
    case 'regex':
      return { policy: 'sensitiveInformationPolicy', regex: detail || area };
    case 'topic':
    case 'topics':
      return { policy: 'topicPolicy', name: detail || area };
    case 'content':
    case 'toxicity':
      return { policy: 'contentPolicy', type: filterTypes.has(type) ? type : 'INSULTS' };
    case 'attack':
    case 'injection':
    case 'jailbreak':
    case 'prompt-attack':
      return { policy: 'contentPolicy', type: 'PROMPT_ATTACK' };
    case 'word':
    case 'words':
      return {
        policy: 'wordPolicy',
        list: type === 'PROFANITY' ? 'managedWordLists' : 'customWords',
      };
    case 'grounding':
      return {
        policy: 'contextualGroundingPolicy',
        type: type === 'RELEVANCE' ? 'RELEVANCE' : 'GROUNDING',
      };
    case 'relevance':
      return { policy: 'contextualGroundingPolicy', type: 'RELEVANCE' };
    default:
      return { policy: 'topicPolicy', name: code };
  }
}

import { type Check, detachedContext, type Verdict } from '@ashlar/core';
import type { IndexedDocument } from '../index/document.ts';
import { endOfValidity } from '../index/source-card.ts';
import { sha256 } from '../ingest/hash.ts';
import { guessLanguage } from './guess-language.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { personalData } from './personal-data.ts';

/** Options of `index.audit`. */
export interface AuditOptions {
  /** What finds personal data. @default patterns for e-mail addresses, phone numbers, IBANs and payment cards */
  readonly check?: Check;
  /** Documents of which so much of their shingles is the same are near duplicates, 0 to 1. @default 0.8 */
  readonly similarity?: number;
  /** What counts as now, in milliseconds since 1970. @default the clock */
  readonly now?: number;
}

/** Something about a document that somebody should look at. */
export interface AuditFinding {
  readonly kind:
    | 'duplicate'
    | 'near-duplicate'
    | 'stale'
    | 'empty'
    | 'mixed-language'
    | 'personal-data'
    | 'no-card';
  readonly tenant: string;
  readonly source: string;
  /** What was found, without repeating personal data. */
  readonly message: string;
  /** The other one, of duplicates. */
  readonly other?: string;
  /** Of near duplicates, 0 to 1, estimated. */
  readonly similarity?: number;
  readonly verdicts?: readonly Verdict[];
}

export interface AuditReport {
  /** Documents looked at: those that the access may read. */
  readonly documents: number;
  readonly findings: readonly AuditFinding[];
}

/** Fewer letters than this say nothing. */
const FEWEST_LETTERS = 20;

/**
 * Looks at every document once and says what deserves a look: duplicates, near duplicates, what is past its date, hardly any
 * text, languages mixed in one document, personal data, sources without a card.
 *
 * No model call, unless the check makes one. Near duplicates are estimated by MinHash; languages by function words and scripts.
 */
export async function auditIndex(
  documents: AsyncIterable<IndexedDocument>,
  { check, similarity = 0.8, now = Date.now() }: AuditOptions,
): Promise<AuditReport> {
  const findings: AuditFinding[] = [];
  const byText = new Map<string, string>();
  const near = nearDuplicates(similarity);
  let count = 0;
  for await (const document of documents) {
    count += 1;
    const { tenant, source, card, passages } = document;
    const text = passages.map((passage) => passage.text).join('\n');
    const find = (kind: AuditFinding['kind'], message: string, more = {}) =>
      findings.push({ kind, tenant, source, message: `${source} ${message}.`, ...more });
    if (card === undefined) find('no-card', 'has no source card: nobody is known to answer for it');
    else if (endOfValidity(card) <= now) find('stale', `held until ${card.validUntil}`);
    if ((text.match(/\p{L}/gu) ?? []).length < FEWEST_LETTERS) {
      find('empty', 'has hardly any text');
      continue;
    }
    // Tenants are apart here too: that another one has the same text is nobody's business.
    const digest = `${tenant}\n${await sha256(new TextEncoder().encode(text.replace(/\s+/g, ' ').trim()))}`;
    const same = byText.get(digest);
    if (same !== undefined) find('duplicate', `has the same text as ${same}`, { other: same });
    else {
      byText.set(digest, source);
      const found = near.add(tenant, source, text);
      if (found !== undefined) {
        const share = Math.round(100 * found.similarity);
        find('near-duplicate', `shares about ${share} % of its text with ${found.other}`, found);
      }
    }
    const languages = languagesOf(passages.map((passage) => passage.text));
    if (languages.length > 1) find('mixed-language', `mixes ${languages.join(' and ')}`);
    const verdicts = check ? await inspected(check, text) : personalData(text);
    if (verdicts.length > 0) {
      const codes = [...new Set(verdicts.map(({ code }) => code))].join(', ');
      find('personal-data', `holds what looks like personal data (${codes})`, { verdicts });
    }
  }
  return { documents: count, findings };
}

/** Languages that each make up a fair share of a document. */
function languagesOf(texts: readonly string[]): readonly string[] {
  const letters = new Map<string, number>();
  let all = 0;
  for (const text of texts) {
    const language = guessLanguage(text);
    if (language === undefined) continue;
    all += text.length;
    letters.set(language, (letters.get(language) ?? 0) + text.length);
  }
  return [...letters]
    .filter(([, own]) => own >= 0.15 * all)
    .map(([language]) => language)
    .sort();
}

async function inspected(check: Check, text: string): Promise<readonly Verdict[]> {
  const part = { part: { type: 'text', text }, origin: 'retrieval', index: 0 } as const;
  const verdicts = await check.inspect([part], { ...detachedContext(), stage: 'ingest' });
  return verdicts.filter(({ action }) => action !== 'allow');
}

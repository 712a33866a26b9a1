import { type Check, type CheckContext, detachedContext, type Verdict } from '@ashlar/core';

/** A document, and what checks say of it. */
export interface Inspected {
  readonly source: string;
  readonly verdicts: readonly Verdict[];
}

/**
 * What the checks of the stage `ingest` say of a text, without what they let pass. A check that fails ends the ingestion:
 * nothing gets in unseen, and nothing that is there leaves because a service is down.
 */
export async function inspectText(
  text: string,
  checks: readonly Check[],
  signal: AbortSignal | undefined,
): Promise<readonly Verdict[]> {
  const own = checks.filter(
    ({ stages, origins }) => stages.includes('ingest') && origins.includes('retrieval'),
  );
  if (own.length === 0) return [];
  const context: CheckContext = { ...detachedContext(signal), stage: 'ingest' };
  const part = { part: { type: 'text', text }, origin: 'retrieval', index: 0 } as const;
  const verdicts = await Promise.all(own.map((check) => check.inspect([part], context)));
  return verdicts.flat().filter(({ action }) => action !== 'allow');
}

/** Whether a verdict keeps a document out: a masked text would have other offsets than its source. */
export function keepsOut({ action }: Verdict): boolean {
  return action === 'block' || action === 'mask';
}

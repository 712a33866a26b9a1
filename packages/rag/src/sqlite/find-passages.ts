import type { Access } from '@ashlar/core';
import { permitFor } from '../index/attribute-classes.ts';
import { compareText } from '../index/compare-text.ts';
import type { FoundPassage, IndexedDocument } from '../index/document.ts';
import { mayRead } from '../index/may-read.ts';
import { parsePassageId } from '../index/passage-id.ts';
import type { Catalog } from './catalog.ts';
import type { Database } from './database.ts';
import { toFacts, toPassage } from './rows.ts';

const PASSAGE = 'p.start, p.end, p.line, p.headings, p.text, p.extras';
const DOCUMENT = 'd.tenant, d.source, d.title, d.metadata, d.readers, d.card';

const FIND = `SELECT ${PASSAGE}, ${DOCUMENT} FROM document d JOIN passage p ON p.document = d.id
  WHERE d.tenant = ? AND d.source = ? AND p.start = ? AND p.end = ?`;

/** One passage of a tenant, if `access` may read it. */
export function findPassage(
  database: Database,
  tenant: string,
  id: string,
  access: Access,
): FoundPassage | undefined {
  const place = parsePassageId(id);
  if (place === undefined) return undefined;
  const row = database.get(FIND, tenant, place.source, place.start, place.end);
  const facts = row && toFacts(row);
  return facts && mayRead(access, facts) ? toPassage(row, facts) : undefined;
}

/** The tenants whose documents somebody could read. */
export function tenantsOf({ tenants }: Catalog, access: Access): readonly string[] {
  if ('unrestricted' in access) return [...tenants.keys()].sort(compareText);
  return tenants.has(access.tenant) ? [access.tenant] : [];
}

/** Tenants and sources of the documents that somebody may read, sorted. */
export function readableSources(
  catalog: Catalog,
  access: Access,
  wanted: ReadonlySet<string> | undefined,
): readonly (readonly [tenant: string, source: string])[] {
  return tenantsOf(catalog, access).flatMap((tenant) =>
    readableDocuments(catalog, tenant, access)
      .map((number) => catalog.sources[number] as string)
      .filter((source) => wanted === undefined || wanted.has(source))
      .sort(compareText)
      .map((source) => [tenant, source] as const),
  );
}

/** The numbers of the documents of a tenant that somebody may read. */
export function readableDocuments(
  { tenants, classOf, classes, sources }: Catalog,
  tenant: string,
  access: Access,
): readonly number[] {
  const permit = permitFor(tenant, classes, { access });
  return (tenants.get(tenant)?.documents ?? []).filter((number) =>
    permit(classOf[number] as number, sources[number] as string),
  );
}

/** A document with its passages, if it is still there and `access` may read it. */
export function findDocument(
  database: Database,
  tenant: string,
  source: string,
  access: Access,
): IndexedDocument | undefined {
  const row = database.get(
    `SELECT d.id, ${DOCUMENT} FROM document d WHERE d.tenant = ? AND d.source = ?`,
    tenant,
    source,
  );
  if (row === undefined) return undefined;
  const facts = toFacts(row);
  if (!mayRead(access, facts)) return undefined;
  const passages = database
    .all(`SELECT ${PASSAGE} FROM passage p WHERE p.document = ? ORDER BY p.id`, row.id as number)
    .map((passage) => toPassage(passage, facts));
  return { ...facts, passages };
}

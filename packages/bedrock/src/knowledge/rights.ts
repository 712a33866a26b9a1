import { type Access, AshlarError } from '@ashlar/core';
import type { UserContext } from '@aws-sdk/client-bedrock-agent-runtime';
import { allOf, anyOf, type CompiledFilter } from './to-retrieval-filter.ts';

/** Who may read what of a knowledge base. It knows no principals of ours: say how they show in it. */
export interface KnowledgeRights {
  /**
   * Whose knowledge base it is: of one tenant (all others find nothing), of several told apart by a metadata field, or of everybody, with
   * the reason, which is noted in the run.
   */
  readonly tenant: string | { readonly field: string } | { readonly shared: string };
  /** A metadata field with the list of groups that may read a document. @default all of the tenant may */
  readonly groups?: { readonly field: string };
  /**
   * Sends the principal's subject as `userContext`, for data sources that were ingested with their access lists. The service knows which
   * groups that user has: the principal's own groups cannot be said there. @default false
   */
  readonly user?: boolean;
}

/** What a principal may see: a filter, and who asks. `false` as filter: nothing, so there is no need to ask. */
export interface Granted {
  readonly filter: CompiledFilter;
  readonly userContext?: UserContext;
  readonly note?: string;
}

/** @throws access.missing when nobody asks */
export function grant(access: Access | undefined, rights: KnowledgeRights, name: string): Granted {
  if (!isAccess(access)) throw missing(name);
  if ('unrestricted' in access) {
    const { tenant } = rights;
    return typeof tenant === 'object' && 'shared' in tenant
      ? { filter: true, note: tenant.shared }
      : { filter: true };
  }
  const { tenant, groups, user } = rights;
  const open = groups === undefined || groupFilter(groups.field, access.groups);
  return {
    filter: allOf([tenantFilter(tenant, access.tenant), open]),
    ...(user === true && { userContext: { userId: access.subject } }),
    ...(typeof tenant === 'object' && 'shared' in tenant && { note: tenant.shared }),
  };
}

function tenantFilter(owner: KnowledgeRights['tenant'], tenant: string): CompiledFilter {
  if (typeof owner === 'string') return owner === tenant;
  return 'shared' in owner || { equals: { key: owner.field, value: tenant } };
}

function groupFilter(key: string, groups: readonly string[]): CompiledFilter {
  return anyOf(groups.map((value) => ({ listContains: { key, value } })));
}

function isAccess(access: unknown): access is Access {
  if (typeof access !== 'object' || access === null) return false;
  const { unrestricted, tenant, subject, groups } = access as Record<string, unknown>;
  if (unrestricted !== undefined) return isText(unrestricted);
  return isText(tenant) && isText(subject) && Array.isArray(groups) && groups.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function missing(retriever: string): Error {
  return new AshlarError(
    'access.missing',
    `${retriever} was asked on nobody's behalf. Give the run a principal, or pass { unrestricted: 'why' }.`,
    { facts: { retriever } },
  );
}

import type { Access } from '@ashlar/core';
import type { DocumentFacts } from './document.ts';

/** Whether somebody may read a document: the same tenant, and one of its groups where it has any. */
export function mayRead(
  access: Access,
  { tenant, groups }: Pick<DocumentFacts, 'groups' | 'tenant'>,
): boolean {
  if ('unrestricted' in access) return true;
  if (access.tenant !== tenant) return false;
  return groups === undefined || groups.some((group) => access.groups.includes(group));
}

import { type Access, AshlarError } from '@ashlar/core';

/** Callers without types, and values that were parsed: nobody is not everybody. */
export function requireAccess(access: Access | undefined): void {
  if (typeof access === 'object' && access !== null) {
    // Whoever may see everything has to say why: an empty member that came along is no reason.
    if ('unrestricted' in access) {
      if (typeof access.unrestricted === 'string' && access.unrestricted.trim() !== '') return;
    } else if (typeof access.tenant === 'string' && Array.isArray(access.groups)) {
      return;
    }
  }
  const message =
    "An index was asked on nobody's behalf. Pass a principal, or { unrestricted: 'why' }.";
  throw new AshlarError('access.missing', message, { facts: { retriever: 'index' } });
}

import { type Access, AshlarError, type Principal } from '@ashlar/core';
import type { DocumentInterface } from '@langchain/core/documents';

/** Who may read what LangChain finds: it searches without saying for whom. One of the two has to be chosen. */
export type RetrieverAccess =
  /** Asked for every document that was found, after it was found: fewer hits than asked for may stay. */
  | {
      readonly mayRead: (
        document: DocumentInterface,
        principal: Principal,
      ) => boolean | Promise<boolean>;
    }
  /** Everybody of this tenant may read everything, and nobody else. `unchecked` says why that is right. */
  | { readonly tenant: string; readonly unchecked: string };

/** Throws `access.missing` unless somebody asks. */
export function requireAccess(access: Access | null | undefined, retriever: string): void {
  const { unrestricted, tenant, subject, groups } = (access ?? {}) as Partial<
    Principal & { readonly unrestricted: string }
  >;
  if (typeof unrestricted === 'string' && unrestricted.trim() !== '') return;
  const somebody = typeof tenant === 'string' && typeof subject === 'string';
  if (somebody && Array.isArray(groups)) return;
  throw new AshlarError(
    'access.missing',
    `${retriever} was asked on nobody's behalf. Pass a principal, or { unrestricted: 'why' }.`,
    { facts: { retriever } },
  );
}

/** The documents that may be seen. */
export async function readable(
  documents: readonly DocumentInterface[],
  rule: RetrieverAccess,
  access: Access,
): Promise<readonly DocumentInterface[]> {
  if ('unrestricted' in access) return documents;
  if (!('mayRead' in rule)) return rule.tenant === access.tenant ? documents : [];
  const verdicts = await Promise.all(documents.map((one) => rule.mayRead(one, access)));
  return documents.filter((_, index) => verdicts[index] === true);
}

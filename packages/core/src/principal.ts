/**
 * Who asks. `tenant` is a partition, the first part of every key, never a filter.
 * A missing principal is never "everyone".
 */
export interface Principal {
  readonly tenant: string;
  readonly subject: string;
  readonly groups: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** On whose behalf something is read; `unrestricted` says why nobody's rights apply, and is audited. */
export type Access = Principal | { readonly unrestricted: string };

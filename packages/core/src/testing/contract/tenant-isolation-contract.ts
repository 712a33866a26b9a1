import { canonicalJson } from '../../json/canonical.ts';
import type { Principal } from '../../principal.ts';
import { claim, claimEqual } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

/** Anything that keeps something for somebody: an index, a cache, a memory, a vault, a journal. */
export interface TenantStore {
  /** Keeps `value` under `key` on behalf of `principal`. */
  write(principal: Principal, key: string, value: string): Promise<void>;
  /** Everything that `principal` can get at with `key`; text or JSON. Empty, null or undefined: nothing. */
  read(principal: Principal, key: string): Promise<unknown>;
  /** Removes what is kept of a subject. Absent: not offered. */
  forget?(principal: Pick<Principal, 'tenant' | 'subject'>): Promise<void>;
  close?(): Promise<void> | void;
}

export type OpenTenantStore = () => TenantStore | Promise<TenantStore>;

const ann: Principal = { tenant: 'acme', subject: 'ann', groups: ['staff'] };
const SECRET = 'the secret of acme';

/** Principals that must not see what ann of acme has written, though they look like her. */
const LOOKALIKES: readonly Principal[] = [
  { ...ann, tenant: 'other' },
  { ...ann, tenant: 'ACME' },
  { ...ann, tenant: 'acme ' },
  { ...ann, tenant: 'acme/ann', subject: '' },
  { ...ann, tenant: '', subject: 'acme/ann' },
  { ...ann, tenant: 'acm', subject: 'e/ann' },
  { ...ann, tenant: 'acme:ann' },
  { ...ann, tenant: 'acme\u0000' },
  { ...ann, tenant: '*' },
  { ...ann, tenant: '%' },
  { ...ann, tenant: '..' },
  { ...ann, tenant: '__proto__' },
  { ...ann, tenant: 'other', attributes: { tenant: 'acme' } },
  { ...ann, tenant: 'other', groups: ['acme', 'staff', '*'] },
];

/** What everything that keeps something must do: a tenant is a partition, not a filter. */
export function tenantIsolationContract(open: OpenTenantStore): readonly ContractCheck[] {
  const on = (check: (store: TenantStore) => Promise<void>) => async () => {
    const store = await open();
    try {
      await within(check(store), 'the store', 10_000);
    } finally {
      await store.close?.();
    }
  };

  return [
    {
      name: 'gives back what somebody has written to the same tenant',
      run: on(async (store) => {
        await store.write(ann, 'k', SECRET);
        claim(shows(await store.read(ann, 'k')), 'what was written should be found');
      }),
    },
    {
      name: 'shows nothing to another tenant, however alike',
      run: on(async (store) => {
        await store.write(ann, 'k', SECRET);
        for (const other of LOOKALIKES) {
          const found = await store.read(other, 'k').catch(() => undefined);
          claim(
            !shows(found),
            `tenant ${JSON.stringify(other.tenant)} reads what acme has written`,
          );
        }
      }),
    },
    {
      name: 'lets no other tenant change what was written',
      run: on(async (store) => {
        await store.write(ann, 'k', SECRET);
        for (const other of LOOKALIKES) await store.write(other, 'k', 'changed').catch(() => {});
        claim(shows(await store.read(ann, 'k')), 'what acme has written should still be there');
      }),
    },
    {
      name: 'forgets nothing of a subject of the same name elsewhere',
      run: on(async (store) => {
        if (store.forget === undefined) return;
        await store.write(ann, 'k', SECRET);
        for (const { tenant, subject } of LOOKALIKES) {
          await store.forget({ tenant, subject }).catch(() => {});
        }
        claim(shows(await store.read(ann, 'k')), 'what acme has written should still be there');
        await store.forget(ann);
        claim(!shows(await store.read(ann, 'k')), 'what ann has written should be gone');
      }),
    },
    {
      name: 'does nothing for nobody',
      run: on(async (store) => {
        await store.write(ann, 'k', SECRET);
        const nobody = undefined as unknown as Principal;
        const found = await Promise.resolve()
          .then(() => store.read(nobody, 'k'))
          .catch(() => undefined);
        claim(!shows(found), 'a missing principal must not read anything');
        const wrote = await Promise.resolve()
          .then(() => store.write(nobody, 'k', 'changed'))
          .then(
            () => true,
            () => false,
          );
        claimEqual(wrote, false, 'whether a missing principal may write');
      }),
    },
  ];
}

function shows(found: unknown): boolean {
  if (found === undefined || found === null) return false;
  return (typeof found === 'string' ? found : canonicalJson(found)).includes(SECRET);
}

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type DataKeys,
  dataKeys,
  type Json,
  localMasterKeys,
  type MasterKeys,
  memoryStore,
  recordCodec,
  type Store,
  withEncryption,
} from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ann = { tenant: 'acme', subject: 'ann' };
const bob = { tenant: 'acme', subject: 'bob' };
const key = { ...ann, path: ['note'] };
const secret = 'SECRET-77';
const corrupt = { code: 'storage.corrupt' };
const random = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32));

let master: MasterKeys;
let keyStore: Store;
let keys: DataKeys;
let inner: Store;
let store: Store;

beforeEach(async () => {
  master = await localMasterKeys({ current: 'm1', keys: { m1: random() } });
  keyStore = memoryStore();
  keys = dataKeys({ store: keyStore, masterKeys: master });
  inner = memoryStore();
  store = withEncryption(inner, { keys });
});

/** What lies in the inner store at the key, as someone with access to the disk could move or change it. */
const raw = async (): Promise<Json> => (await inner.values.get(key))?.value ?? null;

describe('withEncryption', () => {
  it('lets nothing of a value or record reach the store below', async () => {
    const file = join(await temporaryFolder(), 'store.db');
    const below = await sqliteStore({ file, synchronous: 'off' });
    const encrypted = withEncryption(below, { keys });
    await encrypted.values.put(key, { secret });
    await encrypted.log(key).append([secret, { [secret]: 1 }], 0);
    expect(await encrypted.log(key).read(1)).toEqual([{ [secret]: 1 }]);
    const seen = JSON.stringify([await below.values.get(key), await below.log(key).read()]);
    expect(seen).not.toContain(secret);
    expect(seen).not.toContain(btoa(secret).slice(0, 8));
    await below.close();
  });

  it('seals the same value differently each time', async () => {
    await store.values.put(key, secret);
    const first = await raw();
    await store.values.put(key, secret);
    expect(await raw()).not.toEqual(first);
  });

  it('opens a record only in its place', async () => {
    await store.log(key).append(['zero', 'one'], 0);
    const [zero, one] = await inner.log(key).read();
    await inner.log(key).delete();
    await inner.log(key).append([one, zero], 0);
    await expect(store.log(key).read()).rejects.toMatchObject(corrupt);

    await store.values.put(key, 'mine');
    await inner.values.put({ ...ann, path: ['other'] }, await raw());
    await expect(store.values.get({ ...ann, path: ['other'] })).rejects.toMatchObject(corrupt);
    await expect(store.values.list({ ...ann, path: [] })).rejects.toMatchObject(corrupt);
    await inner.log({ ...ann, path: ['log'] }).append([await raw()], 0);
    await expect(store.log({ ...ann, path: ['log'] }).read()).rejects.toMatchObject(corrupt);
  });

  it('opens no record under another subject, who has another key', async () => {
    await store.values.put(key, 'mine');
    await store.values.put({ ...bob, path: ['x'] }, 'his');
    await inner.values.put({ ...bob, path: ['note'] }, await raw());
    await expect(store.values.get({ ...bob, path: ['note'] })).rejects.toMatchObject({
      code: 'storage.key-missing',
    });
  });

  it('refuses what was changed, or was never sealed', async () => {
    await store.values.put(key, 'mine');
    const envelope = (await raw()) as { data: string; iv: string };
    const last = envelope.data.startsWith('A') ? 'B' : 'A';
    for (const changed of [
      { ...envelope, data: last + envelope.data.slice(1) },
      { ...envelope, data: '' },
      { ...envelope, data: '***' },
      { ...envelope, iv: envelope.data.slice(0, 16) },
      { ...envelope, sealed: 'ashlar/0' },
      'mine',
      null,
    ]) {
      await inner.values.put(key, changed);
      await expect(store.values.get(key)).rejects.toMatchObject(corrupt);
    }
  });

  it('fails closed with another master key of the same name', async () => {
    await store.values.put(key, 'mine');
    const masterKeys = await localMasterKeys({ current: 'm1', keys: { m1: random() } });
    const other = withEncryption(inner, { keys: dataKeys({ store: keyStore, masterKeys }) });
    await expect(other.values.get(key)).rejects.toMatchObject({ code: 'storage.key-wrong' });
    await expect(other.values.put(key, 'x')).rejects.toMatchObject({ code: 'storage.key-wrong' });
    expect(await store.values.get(key)).toMatchObject({ value: 'mine' });
  });

  it('gives two processes that start together the same first key', async () => {
    const others = Array.from({ length: 6 }, () =>
      dataKeys({ store: keyStore, masterKeys: master }),
    );
    const ids = await Promise.all(others.map(async (other) => (await other.current(ann)).id));
    expect(new Set(ids).size).toBe(1);
  });

  it('carries a 20 MB value', { timeout: 20_000 }, async () => {
    const large = 'ü'.repeat(10_000_000);
    await store.values.put(key, large);
    expect((await store.values.get(key))?.value === large).toBe(true);
  });
});

describe('rotation', () => {
  it('seals new records with a new key and still opens the old ones', async () => {
    await store.log(key).append(['old'], 0);
    await keys.rotate(ann);
    await store.log(key).append(['new'], 1);
    const [first, second] = (await inner.log(key).read()) as { key: string }[];
    expect(first?.key).not.toBe(second?.key);
    expect(await store.log(key).read()).toEqual(['old', 'new']);
  });

  it('moves all data keys under the current master key, so that the former can be dropped', async () => {
    const [m1, m2] = [random(), random()];
    const using = async (
      current: string,
      given: Record<string, Uint8Array<ArrayBuffer>>,
    ): Promise<DataKeys> =>
      dataKeys({ store: keyStore, masterKeys: await localMasterKeys({ current, keys: given }) });
    const before = withEncryption(inner, { keys: await using('m1', { m1 }) });
    await before.log(key).append(['old'], 0);
    await (await using('m2', { m1, m2 })).rotate(ann);
    const after = withEncryption(inner, { keys: await using('m2', { m2 }) });
    expect(await after.log(key).read()).toEqual(['old']);
    const early = localMasterKeys({ current: 'm2', keys: { m1 } });
    await expect(early).rejects.toMatchObject({ code: 'storage.key-wrong' });
    const short = localMasterKeys({ current: 'm1', keys: { m1: m1.slice(1) } });
    await expect(short).rejects.toMatchObject({ code: 'storage.key-wrong' });
  });
});

describe('crypto-shredding', () => {
  it('makes a backup of the store unreadable, in every process, also where the key is remembered', async () => {
    await store.values.put(key, 'mine');
    const elsewhere = withEncryption(inner, {
      keys: dataKeys({ store: keyStore, masterKeys: master }),
    });
    expect(await elsewhere.values.get(key)).toMatchObject({ value: 'mine' });
    const backup = await raw();
    await store.erase(ann);
    expect(await store.values.get(key)).toBeNull();

    await inner.values.put(key, backup);
    const gone = { code: 'storage.key-missing', retryable: false };
    await expect(store.values.get(key)).rejects.toMatchObject(gone);
    await expect(elsewhere.values.get(key)).rejects.toMatchObject(gone);
    await store.values.put(key, 'a new life');
    expect(await elsewhere.values.get(key)).toMatchObject({ value: 'a new life' });
  });

  it('leaves a hash chain whole that other subjects and auditors rely on', async () => {
    const codec = recordCodec(keys);
    const audit = inner.log({ tenant: 'acme', path: ['audit'] });
    const digest = (previous: string, envelope: unknown): string =>
      createHash('sha256')
        .update(previous + JSON.stringify(envelope))
        .digest('hex');
    let previous = '';
    for (const [i, owner] of [ann, bob, ann].entries()) {
      const envelope = await codec.seal(`${owner.subject} did ${i}`, owner, `audit ${i}`);
      previous = digest(previous, envelope);
      await audit.append([{ owner, envelope, digest: previous }], i);
    }
    await store.erase(ann);

    const links = (await audit.read()) as { owner: typeof ann; envelope: Json; digest: string }[];
    let verified = '';
    for (const link of links) {
      verified = digest(verified, link.envelope);
      expect(link.digest).toBe(verified);
    }
    const opened = await Promise.allSettled(
      links.map((link, i) => codec.open(link.envelope, link.owner, `audit ${i}`)),
    );
    const gone = { status: 'rejected', reason: { code: 'storage.key-missing' } };
    expect(opened).toMatchObject([gone, { status: 'fulfilled', value: 'bob did 1' }, gone]);
  });
});

import { describe, expect, it } from 'vitest';
import { isStorageError, memoryStore, StorageError } from '../src/index.ts';

describe('StorageError', () => {
  it('carries its facts as fields and nothing else', () => {
    const cause = new Error('disk');
    const error = new StorageError('storage.busy', 'Wait.', { file: 'a.db', cause });
    expect(error).toBeInstanceOf(Error);
    expect({ ...error }).toEqual({
      name: 'StorageError',
      code: 'storage.busy',
      retryable: true,
      file: 'a.db',
    });
    expect(error.cause).toBe(cause);
    expect(new StorageError('storage.corrupt', 'x').retryable).toBe(false);
  });

  it('is recognised when another copy of the package threw it', () => {
    class Copy extends Error {}
    const error = Object.assign(new Copy('x'), { [Symbol.for('ashlar.storage.error')]: true });
    expect(isStorageError(error)).toBe(true);
    expect(isStorageError(new Error('x'))).toBe(false);
    expect(isStorageError(null)).toBe(false);
  });

  it('says what to do: a nest that is too deep names the depth instead of ending the process', async () => {
    const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
    const put = memoryStore().values.put({ tenant: 'a', path: ['x'] }, deep);
    await expect(put).rejects.toThrow(/nested deeper than 1000/);
  });
});

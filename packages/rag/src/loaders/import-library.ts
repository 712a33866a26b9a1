import { AshlarError } from '@ashlar/core';

/**
 * Loads a library when it is first needed.
 *
 * @throws AshlarError `loader.unavailable` when it is not installed
 */
export async function importLibrary<T>(library: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    const message = `${library} is not installed, and files of this kind cannot be read without it. Run: npm install ${library}`;
    throw new AshlarError('loader.unavailable', message, { facts: { library }, cause });
  }
}

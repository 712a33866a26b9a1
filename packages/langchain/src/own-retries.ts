import { AshlarError } from '@ashlar/core';

/**
 * Refuses a part of LangChain that would repeat failed calls by itself: two owners of retries multiply them, and what is repeated
 * inside is in nobody's books.
 *
 * @throws langchain.retries
 */
export function refuseOwnRetries(of: string, part: { readonly caller?: unknown }): void {
  const { maxRetries } = (part.caller ?? {}) as { readonly maxRetries?: unknown };
  if (typeof maxRetries === 'number' && maxRetries > 0) {
    throw retriesInside(of, 'LangChain', maxRetries, 'Make it with { maxRetries: 0 }');
  }
}

/** The same for the AWS client that a part of `@langchain/aws` keeps in `client`. */
export async function refuseClientRetries(of: string, part: object): Promise<void> {
  const { client } = part as { readonly client?: { readonly config?: { maxAttempts?: unknown } } };
  const attempts = client?.config?.maxAttempts;
  const most = typeof attempts === 'function' ? await attempts() : attempts;
  if (typeof most === 'number' && most > 1) {
    throw retriesInside(of, 'its client', most - 1, 'Give it a client with { maxAttempts: 1 }');
  }
}

function retriesInside(of: string, where: string, retries: number, advice: string): AshlarError {
  return new AshlarError(
    'langchain.retries',
    `${of} would repeat failed calls by itself (${where}, up to ${retries} times), unseen by budgets and by whoever retries outside. ${advice}, or accept it with { retriesInside: true }.`,
    { facts: { of, where, retries } },
  );
}

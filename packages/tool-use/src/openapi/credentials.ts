import type { Principal } from '@ashlar/core';
import type { OpenApiOperation } from './openapi-operation.ts';

/** What proves to a service who asks. It is added to the request and seen by nobody else. */
export interface Credentials {
  /** For example `{ authorization: 'Bearer …' }`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** For services that want an API key in the query. @default none */
  readonly query?: Readonly<Record<string, string>>;
}

/** What {@link Authorize} is asked. */
export interface CredentialRequest {
  /** On whose behalf: undefined when the run has none, which must never mean "everyone". */
  readonly principal: Principal | undefined;
  readonly operation: OpenApiOperation;
  /** The service has refused what was given before: get new ones, do not take them from a cache. */
  readonly refresh: boolean;
  readonly signal: AbortSignal;
}

/** The host's provider of credentials; asked before each request, so it should keep tokens until they end. */
export type Authorize = (request: CredentialRequest) => Credentials | Promise<Credentials>;

const shortest = 6;

/**
 * A text without the credentials, should the service repeat them: whole, without their scheme, and as JSON or a URL would write them.
 * Those of fewer than 6 characters cannot be told from other text.
 */
export function withoutCredentials(text: string, credentials: readonly Credentials[]): string {
  const secrets = credentials
    .flatMap(({ headers = {}, query = {} }) => [...Object.values(headers), ...Object.values(query)])
    .flatMap((value) => [value, ...value.split(/[\s;,]+/).flatMap(afterName)])
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
    .filter((value) => value.length >= shortest);
  let clean = text;
  for (const secret of [...new Set(secrets)].sort((a, b) => b.length - a.length)) {
    clean = clean.replaceAll(secret, '[credential]');
  }
  return clean;
}

// `session=abc` of a cookie: its value too. Words such as Bearer are no secret.
function afterName(part: string): readonly string[] {
  if (/^(?:bearer|basic|digest|apikey|token)$/i.test(part)) return [];
  const at = part.indexOf('=');
  return at > 0 && at < part.length - 1 ? [part, part.slice(at + 1)] : [part];
}

import type { Principal } from '@ashlar/core';
import type { AuthInfo } from '@modelcontextprotocol/server';

/** A caller in the form in which the SDK hands callers on. The token stays where it was checked. */
export function authInfoOf(principal: Principal | undefined): AuthInfo | undefined {
  if (principal === undefined) return undefined;
  return { token: '', clientId: principal.subject, scopes: [], extra: { principal } };
}

export function principalIn(info: AuthInfo | undefined): Principal | undefined {
  return info?.extra?.principal as Principal | undefined;
}

/** Tells callers apart. */
export function callerKey(principal: Principal | undefined): string {
  return principal === undefined ? '' : JSON.stringify([principal.tenant, principal.subject]);
}

import type { ChatRequest, Message, Part } from '@ashlar/core';
import type { CacheRules } from '../models/cache-rules.ts';
import type { RequestOptions } from '../request-options.ts';

/** A request with the cache points that its model takes. */
export interface FittedCache {
  readonly request: ChatRequest;
  readonly options: RequestOptions;
  readonly ignored: readonly string[];
}

/**
 * Caching is a preference: it saves money and changes no answer, so a request that asks for it must run on every model. Points that
 * the family is known to refuse are left out, and an hour becomes five minutes where there is no hour. Unknown models get what was asked.
 */
export function fitCachePoints(
  request: ChatRequest,
  options: RequestOptions,
  rules: CacheRules | 'none' | undefined,
): FittedCache {
  if (rules === undefined) return { request, options, ignored: [] };
  const cache = rules === 'none' ? undefined : rules;
  const ignored = new Set<string>();
  const fit = (part: Part): Part[] => {
    if (part.type !== 'cache-point') return [part];
    if (cache === undefined) ignored.add('cachePoint');
    else if (part.ttl === undefined || cache.ttls.includes(part.ttl)) return [part];
    else {
      ignored.add('cachePoint.ttl');
      return [{ type: 'cache-point' }];
    }
    return [];
  };
  const has = ({ content }: Message): boolean => content.some(({ type }) => type === 'cache-point');
  const messages = request.messages.map((message) =>
    has(message) ? { ...message, content: message.content.flatMap(fit) } : message,
  );
  const fitted = ignored.size === 0 ? request : { ...request, messages };
  const { cacheTools, ...rest } = options;
  if (cacheTools === undefined) return { request: fitted, options, ignored: [...ignored] };
  if (cache?.tools !== true) {
    return { request: fitted, options: rest, ignored: [...ignored, 'cacheTools'] };
  }
  if (cacheTools === 'default' || cache.ttls.includes(cacheTools)) {
    return { request: fitted, options, ignored: [...ignored] };
  }
  const shorter = { ...rest, cacheTools: 'default' } as const;
  return { request: fitted, options: shorter, ignored: [...ignored, 'cacheTools.ttl'] };
}

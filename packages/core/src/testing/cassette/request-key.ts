import type { ChatRequest } from '../../chat.ts';
import { hashText } from '../../hash.ts';
import { canonicalJson } from '../../json/canonical.ts';
import type { Json } from '../../json/json.ts';
import { toJson } from '../../json/to-json.ts';

/** Changes a text before it is written or looked up, for example to take secrets out. Must give the same for the same. */
export type Redact = (text: string) => string;

/** The request as it is stored: without metadata, which differs from run to run, and with every text redacted. */
export function storable(request: ChatRequest, redact: Redact): ChatRequest {
  const { metadata: _metadata, ...rest } = request;
  return redactJson(toJson(rest, 'The request'), redact) as unknown as ChatRequest;
}

export function requestKey(model: string, request: ChatRequest): string {
  return hashText(canonicalJson({ model, request }));
}

/** The value with every text in it redacted; names of properties stay. */
export function redactJson(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item: Json) => redactJson(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, redactJson(child, redact)]),
  );
}

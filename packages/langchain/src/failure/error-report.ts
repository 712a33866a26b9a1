/** What can be read off an error of a LangChain integration, whichever client is behind it. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly status?: number;
  /** The code of a socket error, or of LangChain (`MODEL_RATE_LIMIT`). */
  readonly code?: string;
  readonly retryAfterMs?: number;
  readonly requestId?: string;
  /** What LangChain itself says about trying again. */
  readonly retryable?: boolean;
}

// LangChain marks errors with it, across copies of its core.
const RETRYABLE = Symbol.for('langchain.errors.retryable');

export function reportOf(thrown: unknown, now: number): ErrorReport {
  const error = fieldsOf(thrown);
  const response = fieldsOf(error.$response ?? error.response);
  const metadata = fieldsOf(error.$metadata);
  const headers = response.headers ?? error.headers;
  const status = [metadata.httpStatusCode, error.status, error.statusCode, response.status].find(
    (value) => typeof value === 'number',
  );
  const code = [error.lc_error_code, error.code, fieldsOf(error.cause).code].find(isText);
  const requestId = [metadata.requestId, error.request_id, error.requestId].find(isText);
  const retryAfterMs = retryAfter(headers, now);
  const retryable = typeof thrown === 'object' && thrown !== null && Reflect.get(thrown, RETRYABLE);
  const message = isText(error.message) ? error.message : String(thrown);
  return {
    name: isText(error.name) ? capitalised(error.name) : 'Error',
    message,
    ...(typeof status === 'number' && { status }),
    ...(code !== undefined && { code }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(requestId !== undefined && { requestId }),
    ...(typeof retryable === 'boolean' && { retryable }),
  };
}

function retryAfter(headers: unknown, now: number): number | undefined {
  const exact = Number(headerOf(headers, 'x-amz-retry-after') || Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const text = headerOf(headers, 'retry-after');
  if (text === undefined || text.trim() === '') return undefined;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function headerOf(headers: unknown, name: string): string | undefined {
  const value = headers instanceof Headers ? headers.get(name) : fieldsOf(headers)[name];
  return isText(value) ? value : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

// In-stream exceptions of AWS are named in lower camel case.
function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

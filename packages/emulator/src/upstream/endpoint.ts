/** Where an OpenAI-compatible server is, and which of its models to use. */
export interface UpstreamOptions {
  /** Base of the API, up to and with `/v1`: `http://127.0.0.1:11434/v1` for Ollama. */
  readonly url: string;
  /** The server's own name of the model. */
  readonly model: string;
  /** Sent as a bearer token. @default none */
  readonly apiKey?: string;
}

/** Posts JSON to a path of the endpoint. Rejects as `fetch` does. */
export function post(
  endpoint: UpstreamOptions,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<Response> {
  const { url, apiKey } = endpoint;
  return fetch(`${url.replace(/\/$/, '')}${path}`, {
    method: 'POST',
    body,
    signal,
    headers: {
      'content-type': 'application/json',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
  });
}

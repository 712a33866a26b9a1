import type { Failure } from './failure.ts';

/** What went wrong before or beside the service: name resolution, connection, TLS, silence. */
export interface NetworkFailure extends Failure {
  /** True when the request cannot have reached the service. */
  readonly unsent: boolean;
}

/** Recognises errors of sockets and of the handler's timers; `undefined` for anything else. */
export function networkFailure(error: Error): NetworkFailure | undefined {
  const { code } = error as { readonly code?: unknown };
  if (error.name === 'TimeoutError' && typeof code !== 'string') return timeout(error.message);
  if (typeof code !== 'string') return undefined;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return unresolved;
  if (unreachable.has(code)) return refused;
  if (broken.has(code) || code.startsWith('ERR_HTTP2_')) return cut;
  return /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/.test(code)
    ? untrusted
    : undefined;
}

const unreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

const broken = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EPROTO',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
]);

const cut: NetworkFailure = { code: 'model.network', retryable: true, unsent: false };

const refused: NetworkFailure = {
  code: 'model.network',
  retryable: true,
  unsent: true,
  advice: 'Check the endpoint, the region and that this machine may reach it.',
};

const unresolved: NetworkFailure = {
  ...refused,
  advice: 'The host name has no address: check the region and the endpoint.',
};

const untrusted: NetworkFailure = {
  code: 'model.network',
  retryable: false,
  unsent: true,
  advice: 'The certificate is not trusted: behind a proxy set NODE_EXTRA_CA_CERTS.',
};

function timeout(message: string): NetworkFailure {
  return /did not establish a connection/.test(message)
    ? refused
    : {
        code: 'model.timeout',
        retryable: true,
        unsent: false,
        advice: 'The connection was silent for longer than idleTimeoutMs of bedrock() allows.',
      };
}

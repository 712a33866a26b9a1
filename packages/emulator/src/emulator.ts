import { checkAuth } from './auth/check-auth.ts';
import { checkOptions } from './check-options.ts';
import { enginesOf } from './engines.ts';
import { type FaultPlan, faultPlan } from './faults/fault-plan.ts';
import { answers } from './operations/answers.ts';
import type { EmulatorOptions } from './options.ts';
import { type RequestRecord, requestLog } from './request-log.ts';
import { control } from './server/control.ts';
import { handle, type Service } from './server/handle.ts';
import { listen } from './server/listen.ts';
import { selfSigned } from './tls/self-signed.ts';
import { checkRequest } from './validate/check-request.ts';

export interface Emulator {
  /** `http://127.0.0.1:<port>`, or `https` with TLS: the endpoint to give to a client. */
  readonly url: string;
  readonly port: number;
  /** With TLS: the certificate to trust, as PEM (`NODE_EXTRA_CA_CERTS` takes a file of it). */
  readonly certificate?: string;
  /** The last 1,000 requests, oldest first; filled in while they are served. */
  readonly requests: readonly RequestRecord[];
  /** What goes wrong; rules can be added while it runs. */
  readonly faults: FaultPlan;
  /** Ends every connection, aborts what engines are doing and frees the port. */
  close(): Promise<void>;
}

/**
 * A Bedrock on loopback: core's interfaces behind the service's wire protocol, for HTTP/1.1 and HTTP/2 clients on one port.
 *
 * @throws AshlarError `input.invalid` for options that there are not
 * @throws Error of Node (`EADDRINUSE`, …) when the port cannot be had
 */
export async function emulator(options: EmulatorOptions): Promise<Emulator> {
  checkOptions(options);
  const log = requestLog();
  const faults = faultPlan(options.faults ?? [], options.chaos);
  const service: Service = {
    log,
    fault: faults.choose,
    auth: (exchange, body) => {
      if (options.auth !== undefined) checkAuth(exchange, body, options.auth);
    },
    check: (route, body, headers) =>
      checkRequest({ route, body, headers }, options.models?.[route.model ?? '']),
    answers,
    engines: enginesOf(options),
  };
  const tls = options.tls === true ? selfSigned() : options.tls || undefined;
  const { port, close } = await listen({ port: options.port ?? 0, tls }, (exchange) => {
    if (service.engines.downloads.answer(exchange)) return;
    if (!control(exchange, faults, log)) void handle(exchange, service);
  });
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    ...(tls !== undefined && { certificate: tls.cert }),
    requests: log.records,
    faults,
    close,
  };
}

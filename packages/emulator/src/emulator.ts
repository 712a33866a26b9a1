import { enginesOf } from './engines.ts';
import { type FaultPlan, faultPlan } from './faults/fault-plan.ts';
import { answers } from './operations/answers.ts';
import type { EmulatorOptions } from './options.ts';
import { type RequestRecord, requestLog } from './request-log.ts';
import { control } from './server/control.ts';
import { handle, type Service } from './server/handle.ts';
import { listen } from './server/listen.ts';
import { checkRequest } from './validate/check-request.ts';

export interface Emulator {
  /** `http://127.0.0.1:<port>`: the endpoint to give to a client. */
  readonly url: string;
  readonly port: number;
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
 * @throws Error of Node (`EADDRINUSE`, …) when the port cannot be had
 */
export async function emulator(options: EmulatorOptions): Promise<Emulator> {
  const log = requestLog();
  const faults = faultPlan(options.faults ?? [], options.chaos);
  const service: Service = {
    log,
    fault: faults.choose,
    check: (route, body) => checkRequest(route, body, options.models?.[route.model ?? '']),
    answers,
    engines: enginesOf(options),
  };
  const { port, close } = await listen(options.port ?? 0, (exchange) => {
    if (service.engines.downloads.answer(exchange)) return;
    if (!control(exchange, faults, log)) void handle(exchange, service);
  });
  return { url: `http://127.0.0.1:${port}`, port, requests: log.records, faults, close };
}

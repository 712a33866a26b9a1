import type { Json } from '@ashlar/core';
import { toServiceError, validationError } from '../errors.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { parseFaultRule } from '../faults/parse-fault.ts';
import { parseJson } from '../parse-json.ts';
import type { RequestLog } from '../request-log.ts';
import { isList } from '../wire/read.ts';
import type { Exchange } from './exchange.ts';
import { readBody } from './read-body.ts';

const prefix = '/_ashlar/';

/**
 * Answers the emulator's own paths, for tests in another process or language: `GET /_ashlar/requests`, and `GET`, `POST` and
 * `DELETE /_ashlar/faults`. Says whether the request was one of these.
 */
export function control(exchange: Exchange, faults: FaultPlan, log: RequestLog): boolean {
  const [path = ''] = exchange.target.split('?', 1);
  if (!path.startsWith(prefix)) return false;
  void answer(exchange, path.slice(prefix.length), faults, log).then(
    (value) => send(exchange, 200, value),
    (error: unknown) => {
      const { status, body } = toServiceError(error);
      send(exchange, status, body);
    },
  );
  return true;
}

async function answer(
  exchange: Exchange,
  name: string,
  faults: FaultPlan,
  log: RequestLog,
): Promise<Json> {
  const bytes = await readBody(exchange.body);
  switch (`${exchange.method} ${name}`) {
    case 'GET requests':
      return JSON.parse(JSON.stringify(log.records));
    case 'GET faults':
      break;
    case 'DELETE faults':
      faults.clear();
      break;
    case 'POST faults': {
      // A page of a browser cannot send this type to another origin unasked.
      if (!String(exchange.headers['content-type']).startsWith('application/json')) {
        throw validationError('Send rules of faults as application/json.');
      }
      const given = parseJson(bytes?.toString('utf8') ?? '') ?? null;
      faults.add(...(isList(given) ? given : [given]).map(parseFaultRule));
      break;
    }
    default:
      throw validationError(
        'The emulator has GET /_ashlar/requests and GET, POST and DELETE /_ashlar/faults.',
      );
  }
  return { faults: JSON.parse(JSON.stringify(faults.rules)) };
}

function send(exchange: Exchange, status: number, value: Json): void {
  const bytes = Buffer.from(JSON.stringify(value));
  exchange.head(status, {
    'content-type': 'application/json',
    'content-length': String(bytes.length),
  });
  void exchange.write(bytes);
  exchange.end();
}

import { isSchema } from '../define/is-schema.ts';
import { listOf, type OpenApiObject, objectEntries } from './document.ts';
import { invalidDocument } from './errors.ts';
import type { ReadOperation } from './openapi-operation.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Where operations may be called. */
export interface Servers {
  /** The address that the path of an operation is added to, without a slash at its end. */
  baseOf(operation: ReadOperation): URL;
}

/**
 * The servers of a document, held against the hosts that are allowed: what a document names is called only when the host says so.
 *
 * @param baseUrl used for every operation, whatever the document says
 * @param hosts host names, with the port where it is not the usual one @default the host of `baseUrl`, else of the first server
 * @throws openapi.invalid
 */
export function serversOf(
  document: OpenApiObject,
  baseUrl: string | undefined,
  hosts: readonly string[] | undefined,
): Servers {
  const given = baseUrl === undefined ? undefined : parse(baseUrl, 'baseUrl');
  const first = (): URL => fromServers(listOf(document.servers), '#/servers');
  const allowed = new Set(hosts ?? [(given ?? first()).host]);
  if (given !== undefined && !allowed.has(given.host)) {
    throw invalidDocument('baseUrl', `${given.host} is not among the allowed hosts`);
  }

  function fromServers(servers: readonly unknown[], where: string): URL {
    const [server] = servers;
    if (!isSchema(server) || typeof server.url !== 'string')
      throw invalidDocument(where, 'it names no server: give the option baseUrl');
    let text = server.url;
    for (const [name, variable] of objectEntries(server.variables)) {
      text = text.replaceAll(`{${name}}`, String(variable.default ?? ''));
    }
    return parse(text, where);
  }

  return {
    baseOf({ servers, where }) {
      if (given !== undefined) return given;
      const base = servers.length > 0 ? fromServers(servers, `${where}/servers`) : first();
      if (!allowed.has(base.host))
        throw invalidDocument(where, `its server ${base.host} is not among the allowed hosts`);
      if (base.protocol !== 'https:' && !loopback.test(base.hostname))
        throw invalidDocument(
          where,
          `its server ${base.origin} is not https; give it as baseUrl if that is meant`,
        );
      return base;
    },
  };
}

function parse(text: string, where: string): URL {
  if (!URL.canParse(text))
    throw invalidDocument(where, `${text} is no absolute address: give the option baseUrl`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw invalidDocument(where, `${url.protocol} is neither http nor https`);
  if (url.username !== '' || url.password !== '')
    throw invalidDocument(where, 'it holds credentials: give them by authorize');
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

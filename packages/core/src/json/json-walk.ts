import { formatPath } from './json-path.ts';
import { NotJsonError } from './not-json-error.ts';

/** Nesting beyond this is refused, so that a walk can never exhaust the stack. */
export const maxJsonDepth = 1000;

/** Where a walk over a value stands: the containers it is inside of, and the key it took in each. */
export interface JsonWalk {
  readonly what: string | undefined;
  readonly inside: object[];
  readonly keys: (string | number)[];
}

/** Starts a walk. `what` names the value in an error message, for example `The result of tool "search"`. */
export function startWalk(what: string | undefined): JsonWalk {
  return { what, inside: [], keys: [] };
}

/** Enters a container, refusing cycles and bottomless nesting. The caller pops `inside` and `keys` when it leaves. */
export function enter(walk: JsonWalk, container: object): number {
  const depth = walk.inside.length;
  if (walk.inside.includes(container)) refuse(walk, 'a cycle back to a value it is inside of');
  if (depth >= maxJsonDepth) refuse(walk, `nested deeper than ${maxJsonDepth} levels`);
  walk.inside.push(container);
  return depth;
}

/** Leaves the container that `enter` entered at this depth. */
export function leave(walk: JsonWalk, depth: number): void {
  walk.inside.length = depth;
  walk.keys.length = depth;
}

/** Whether this is an object literal: no class, and no `toJSON` that would replace it. */
export function refuseUnlessPlain(walk: JsonWalk, value: object): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain =
    prototype === Object.prototype || prototype === null || isForeignObjectPrototype(prototype);
  if (!plain) refuse(walk, instanceName(value));
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') {
    refuse(walk, 'an object with a toJSON method');
  }
}

/** Throws the error that names the place where the walk stands. */
export function refuse(walk: JsonWalk, found: string): never {
  const path = formatPath(walk.keys);
  throw new NotJsonError({ path, found, ...(walk.what === undefined ? {} : { what: walk.what }) });
}

/** Says in words what a value is that JSON has no place for. */
export function describe(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === undefined) return 'undefined';
  return `a ${typeof value}`;
}

// An object literal made in another realm (an iframe, node:vm, a test runner) has another Object.prototype.
function isForeignObjectPrototype(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}

function instanceName(value: object): string {
  const maker: unknown = (value as { constructor?: unknown }).constructor;
  const name = typeof maker === 'function' ? maker.name : '';
  if (name === '') return 'an instance of a class';
  return `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name}`;
}

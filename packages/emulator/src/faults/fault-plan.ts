import { parseJson } from '../parse-json.ts';
import type { Headers } from '../server/exchange.ts';
import type { Route } from '../server/route.ts';
import type { Fault, FaultRule } from './fault.ts';
import { parseFault } from './parse-fault.ts';
import { type SeededFaults, seededFault } from './seeded-faults.ts';

/** The faults that an emulator plays. Rules can be added while it runs. */
export interface FaultPlan {
  /** Adds rules behind those that are there; they count requests from now on. */
  add(...rules: readonly FaultRule[]): void;
  /** Forgets every rule. */
  clear(): void;
  readonly rules: readonly FaultRule[];
}

export interface FaultChooser extends FaultPlan {
  /**
   * The fault of a request: the one that its header `x-ashlar-fault` names, else of the first rule that fits, else what the seed draws.
   *
   * @throws ServiceError when the header names no fault
   */
  choose(route: Route | undefined, headers: Headers): Fault | undefined;
}

/** The header with which one request asks for its own fault, as JSON. */
const faultHeader = 'x-ashlar-fault';

interface Counted {
  readonly rule: FaultRule;
  seen: number;
  played: number;
}

/** Chooses faults in order of arrival. Every rule counts its own requests. */
export function faultPlan(rules: readonly FaultRule[], seeded?: SeededFaults): FaultChooser {
  let counted: Counted[] = [];
  let requests = 0;
  const add = (...more: readonly FaultRule[]): void => {
    counted = [...counted, ...more.map((rule) => ({ rule, seen: 0, played: 0 }))];
  };
  add(...rules);
  return {
    add,
    clear: () => {
      counted = [];
    },
    get rules() {
      return counted.map(({ rule }) => rule);
    },
    choose: (route, headers) => {
      requests += 1;
      const chosen = fromRules(counted, route);
      const header = headers[faultHeader];
      if (header !== undefined) return parseFault(parseJson(String(header)));
      return chosen ?? (seeded === undefined ? undefined : seededFault(seeded, requests));
    },
  };
}

function fromRules(counted: readonly Counted[], route: Route | undefined): Fault | undefined {
  let chosen: Fault | undefined;
  for (const own of counted) {
    const { rule } = own;
    if (!fits(rule, route)) continue;
    own.seen += 1;
    const due = rule.request === undefined || [rule.request].flat().includes(own.seen);
    if (!due || chosen !== undefined || own.played >= (rule.times ?? Number.POSITIVE_INFINITY))
      continue;
    own.played += 1;
    chosen = rule.fault;
  }
  return chosen;
}

function fits(rule: FaultRule, route: Route | undefined): boolean {
  return (
    (rule.model === undefined || rule.model === route?.model) &&
    (rule.resource === undefined || rule.resource === route?.resource) &&
    (rule.operation === undefined || rule.operation === route?.operation)
  );
}

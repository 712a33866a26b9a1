import type { Route } from '../server/route.ts';
import type { Fault, FaultRule } from './fault.ts';

/** Chooses the fault of each request in order of arrival: the first rule that fits. Every rule counts its own requests. */
export function faultPlan(
  rules: readonly FaultRule[],
): (route: Route | undefined) => Fault | undefined {
  const seen = rules.map(() => 0);
  return (route) => {
    let chosen: Fault | undefined;
    rules.forEach((rule, index) => {
      if (rule.model !== undefined && rule.model !== route?.model) return;
      if (rule.resource !== undefined && rule.resource !== route?.resource) return;
      if (rule.operation !== undefined && rule.operation !== route?.operation) return;
      const n = (seen[index] ?? 0) + 1;
      seen[index] = n;
      if (rule.request === undefined || [rule.request].flat().includes(n)) chosen ??= rule.fault;
    });
    return chosen;
  };
}

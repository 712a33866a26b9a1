import type { ApprovalRequest } from '../approval.ts';
import { toJson } from '../json/to-json.ts';
import type { EffectOptions, Ruling } from '../scope.ts';
import { idPart } from './effect-id.ts';
import { notJson } from './not-json.ts';
import { nextId, type ScopeState } from './scope-state.ts';
import { ignore, never } from './turn.ts';

/** Waits for a decision. While others run nothing else happens; when nobody does, the run suspends. */
export function approve(
  scope: ScopeState,
  request: ApprovalRequest,
  { key }: EffectOptions,
): Promise<Ruling> {
  const { execution, cancel } = scope;
  const { tree } = execution;
  if (execution.settled || tree.parked) return never();
  const id = nextId(scope, `approve:${idPart(request.name)}`, key);
  const promise = new Promise<Ruling>((resolve, reject) => {
    let settled = false;
    const removeCancel = cancel.onCancel((reason) => {
      finish();
      reject(reason);
    });
    function finish(): void {
      if (settled) return;
      settled = true;
      removeCancel();
      tree.end(id);
    }
    if (settled) return;
    tree.begin(id);
    Promise.resolve()
      .then(() =>
        scope.journal.wait(id, { ...request, data: toJson(request.data, `The request ${id}`) }),
      )
      .then(
        (decision) => {
          if (settled) return;
          tree.turns += 1;
          finish();
          execution.emit({ type: 'approval.decided', decision });
          const { verdict, by, reason, value } = decision;
          resolve({
            approved: verdict === 'approved',
            by,
            ...(reason === undefined ? {} : { reason }),
            ...(value === undefined ? {} : { input: value }),
          });
        },
        (error: unknown) => {
          if (settled) return;
          finish();
          reject(notJson(error));
        },
      );
  });
  promise.catch(ignore);
  return promise;
}

import type { ApprovalRequest } from '../approval.ts';
import { toJson } from '../json/to-json.ts';
import type { EffectOptions, Ruling } from '../scope.ts';
import { idPart } from './effect-id.ts';
import { halted, refuse } from './halted.ts';
import { notJson } from './not-json.ts';
import { nextId, type ScopeState } from './scope-state.ts';
import { handed } from './turn.ts';

/** Waits for a decision. While others run nothing else happens; when nobody does, the run suspends. */
export function approve(
  scope: ScopeState,
  request: ApprovalRequest,
  { key }: EffectOptions,
): Promise<Ruling> {
  const ended = halted(scope);
  if (ended !== undefined) return ended;
  const { execution, cancel } = scope;
  const { tree } = execution;
  const id = nextId(scope, `approve:${idPart(request.name)}`, key);
  let own: ApprovalRequest;
  try {
    own = { ...request, data: toJson(request.data, `The request ${id}`) };
  } catch (error) {
    return refuse(scope, notJson(error));
  }
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
    tree.begin(id);
    Promise.resolve()
      .then(() => scope.journal.wait(id, own))
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
  return handed(promise);
}

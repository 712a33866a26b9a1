import type { AshlarError } from '../errors.ts';

/** A node in the tree of everything that can be cancelled. */
export interface CancelNode {
  /** Why it was cancelled; undefined while it was not. */
  readonly reason: AshlarError | undefined;
  /** Made when first asked for: most effects never look at it. */
  readonly signal: AbortSignal;
  /** Calls back on cancellation, at once when it has happened already. Returns what takes the callback back. */
  onCancel(callback: (reason: AshlarError) => void): () => void;
  child(): CancelNode;
  /** Cancels everything below first, so that nested work can hand up what it has. */
  cancel(reason: AshlarError): void;
  /** Leaves the tree: nothing above will reach it any more. */
  close(): void;
}

export function createCancelNode(leave: (node: CancelNode) => void = () => {}): CancelNode {
  const children = new Set<CancelNode>();
  const callbacks = new Set<(reason: AshlarError) => void>();
  let reason: AshlarError | undefined;
  let controller: AbortController | undefined;

  const node: CancelNode = {
    get reason() {
      return reason;
    },
    get signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (reason !== undefined) controller.abort(reason);
      }
      return controller.signal;
    },
    onCancel(callback) {
      if (reason !== undefined) {
        callback(reason);
        return () => {};
      }
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    child() {
      const child = createCancelNode((closed) => children.delete(closed));
      if (reason !== undefined) child.cancel(reason);
      else children.add(child);
      return child;
    },
    cancel(because) {
      if (reason !== undefined) return;
      reason = because;
      for (const child of [...children]) child.cancel(because);
      children.clear();
      for (const callback of [...callbacks]) callback(because);
      callbacks.clear();
      controller?.abort(because);
    },
    close() {
      leave(node);
    },
  };
  return node;
}

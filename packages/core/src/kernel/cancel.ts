import type { AshlarError } from '../errors.ts';

/** A node in the tree of everything that can be cancelled. */
export interface CancelNode {
  /** Why it was cancelled; undefined while it was not. */
  readonly reason: AshlarError | undefined;
  /** The same as a signal, made when first asked for. */
  signal(): AbortSignal;
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
  let controller: AbortController | undefined;

  // No getters: each object that is made with one gets a hidden class of its own, and with that it is kept until a full collection.
  const node: CancelNode & { reason: AshlarError | undefined } = {
    reason: undefined,
    signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (node.reason !== undefined) controller.abort(node.reason);
      }
      return controller.signal;
    },
    onCancel(callback) {
      if (node.reason !== undefined) {
        callback(node.reason);
        return () => {};
      }
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    child() {
      const child = createCancelNode((closed) => children.delete(closed));
      if (node.reason !== undefined) child.cancel(node.reason);
      else children.add(child);
      return child;
    },
    cancel(because) {
      if (node.reason !== undefined) return;
      node.reason = because;
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

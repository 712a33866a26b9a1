/** A map of maps: whole scopes can be dropped at once. */
export interface ScopedMap<T> {
  get(scope: string, path: string): T | undefined;
  set(scope: string, path: string, item: T): void;
  delete(scope: string, path: string): boolean;
  entries(scope: string): readonly (readonly [string, T])[];
  /** Removes a scope and tells how many items it had. */
  drop(scope: string): number;
}

/** Makes an empty one. */
export function scopedMap<T>(): ScopedMap<T> {
  const scopes = new Map<string, Map<string, T>>();
  return {
    get: (scope, path) => scopes.get(scope)?.get(path),
    set(scope, path, item) {
      const items = scopes.get(scope) ?? new Map<string, T>();
      scopes.set(scope, items.set(path, item));
    },
    delete(scope, path) {
      const items = scopes.get(scope);
      const existed = items?.delete(path) ?? false;
      if (items?.size === 0) scopes.delete(scope);
      return existed;
    },
    entries: (scope) => [...(scopes.get(scope) ?? [])],
    drop(scope) {
      const size = scopes.get(scope)?.size ?? 0;
      scopes.delete(scope);
      return size;
    },
  };
}

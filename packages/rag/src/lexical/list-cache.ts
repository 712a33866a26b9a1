import type { PostingList } from './posting-list.ts';

/** Decoded lists of recent searches, within a number of bytes: the terms of questions repeat themselves. */
export interface ListCache {
  get(key: string): PostingList | undefined;
  set(key: string, list: PostingList): void;
  clear(): void;
}

/** Forgets what was not asked for longest. A list that takes more than a quarter of the room is not kept. */
export function listCache(maxBytes: number): ListCache {
  const lists = new Map<string, PostingList>();
  let bytes = 0;
  return {
    get(key) {
      const list = lists.get(key);
      if (list === undefined) return undefined;
      // A map is in the order of insertion: what is used moves to its end.
      lists.delete(key);
      lists.set(key, list);
      return list;
    },
    set(key, list) {
      if (lists.has(key) || list.byteLength > maxBytes / 4) return;
      lists.set(key, list);
      bytes += list.byteLength;
      for (const [oldest, { byteLength }] of lists) {
        if (bytes <= maxBytes) return;
        lists.delete(oldest);
        bytes -= byteLength;
      }
    },
    clear() {
      lists.clear();
      bytes = 0;
    },
  };
}

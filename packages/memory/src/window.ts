/** How much a conversation has, or may have. */
export interface Size {
  readonly turns: number;
  readonly tokens: number;
}

/**
 * When a conversation has become too long, and what of it then stays as it was said.
 *
 * It is cut far below the limit, so that it then grows for a while with the same beginning: a provider's prompt cache pays only
 * while that does not change.
 */
export interface Window {
  readonly name: string;
  /** What may stay, when this is too much; undefined while it is not. */
  due(size: Size): Partial<Size> | undefined;
}

/** A value that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. A property that is absent is not there; it is never `undefined`. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * A JSON Schema object (draft 7 to 2020-12, and OpenAPI's `nullable`), typed loosely: keywords are read where they are
 * used, so that a schema from zod, MCP, OpenAPI or a file fits without a cast.
 */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

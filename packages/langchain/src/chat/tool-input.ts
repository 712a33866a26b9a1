import type { Json } from '@ashlar/core';

/** An input that was cut off or is malformed stays as text: whoever runs tools can repair it or say what is wrong. */
export function toolInput(json: string): Json {
  if (json.trim() === '') return {};
  try {
    return JSON.parse(json) as Json;
  } catch {
    return json;
  }
}

/** Not every provider gives its calls an id. */
export function callId(id: string | undefined, index: number): string {
  return id === undefined || id === '' ? `call-${index}` : id;
}

/** The way from the root of a JSON value to a part of it: property names and array indices. */
export type JsonPath = readonly (string | number)[];

const identifier = /^[A-Za-z_$][\w$]*$/;

/** Writes a path the way JavaScript would: `$.items[3].when`, and `$["first name"]` where a dot cannot say it. */
export function formatPath(path: JsonPath): string {
  let text = '$';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += identifier.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  }
  return text;
}

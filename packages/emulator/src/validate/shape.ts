/** A type of the protocol: a simple one, a structure by name, or a list or map of one. */
export type ShapeType =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'json' | 'blob' }
  | { readonly kind: 'structure'; readonly name: string }
  | { readonly kind: 'list' | 'map'; readonly of: ShapeType };

export interface Structure {
  readonly name: string;
  readonly union: boolean;
  readonly members: ReadonlyMap<string, { readonly type: ShapeType; readonly required: boolean }>;
}

/** The structures of a table by name. */
export function parseShapes(
  shapes: Readonly<Record<string, string>>,
): ReadonlyMap<string, Structure> {
  return new Map(Object.entries(shapes).map(([name, text]) => [name, parse(name, text)]));
}

function parse(name: string, text: string): Structure {
  const words = text.split(' ').filter((word) => word !== '');
  const members = words
    .filter((word) => word !== '|')
    .map((word) => {
      const [member = '', type = ''] = word.split(':');
      const required = type.endsWith('!');
      return [member, { type: parseType(required ? type.slice(0, -1) : type), required }] as const;
    });
  return { name, union: words[0] === '|', members: new Map(members) };
}

function parseType(text: string): ShapeType {
  switch (text) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'json':
    case 'blob':
      return { kind: text };
  }
  if (text.startsWith('[')) return { kind: 'list', of: parseType(text.slice(1, -1)) };
  if (text.startsWith('{')) return { kind: 'map', of: parseType(text.slice(1, -1)) };
  return { kind: 'structure', name: text };
}

import { parseAst } from 'rolldown/parseAst';

export interface Import {
  /** What is imported; `undefined` when `import()` gets something other than a string literal. */
  readonly specifier: string | undefined;
  /** Erased by the compiler, so it loads nothing. `import { type A }` is not: it still loads the module. */
  readonly typeOnly: boolean;
}

export interface ModuleFacts {
  readonly imports: readonly Import[];
  readonly exportsAll: boolean;
  readonly exportsDefault: boolean;
  /** Top-level statements, of which `reExports` only pass on what other modules export. */
  readonly statements: number;
  readonly reExports: number;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

/** Reads what one TypeScript module imports and how it exports. Throws on text that does not parse. */
export function moduleFacts(text: string): ModuleFacts {
  const imports: Import[] = [];
  let exportsAll = false;
  let exportsDefault = false;
  const add = (source: unknown, typeOnly: boolean): void => {
    const specifier = isNode(source) && typeof source.value === 'string' ? source.value : undefined;
    imports.push({ specifier, typeOnly });
  };
  const program = parseAst(text, { lang: 'ts' });
  walk(program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
        add(node.source, node.importKind === 'type');
        break;
      case 'ExportNamedDeclaration':
        if (node.source !== null) add(node.source, node.exportKind === 'type');
        break;
      case 'ExportAllDeclaration':
        exportsAll = true;
        add(node.source, node.exportKind === 'type');
        break;
      case 'ExportDefaultDeclaration':
        exportsDefault = true;
        break;
      case 'ImportExpression':
        add(node.source, false);
        break;
      case 'TSImportType':
        add(node.source, true);
        break;
      case 'TSExternalModuleReference':
        add(node.expression, false);
        break;
    }
  });
  const reExports = program.body.filter(
    (node) =>
      node.type === 'ExportAllDeclaration' ||
      (node.type === 'ExportNamedDeclaration' && node.declaration === null),
  ).length;
  return { imports, exportsAll, exportsDefault, statements: program.body.length, reExports };
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (typeof value === 'object' && value !== null) {
    if (isNode(value)) visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  );
}

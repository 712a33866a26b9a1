import { placeSchema } from './place-schema.ts';
import { type Schema, type SchemaIssue, toJsonSchema, validate } from './schema.ts';

/** The schema of a list of what `item` describes. */
export function listSchema<T>(item: Schema<T>): Schema<readonly T[]> {
  return {
    '~standard': {
      version: 1,
      vendor: 'ashlar',
      async validate(value) {
        if (!Array.isArray(value)) return { issues: [{ message: 'must be a list', path: [] }] };
        const issues: SchemaIssue[] = [];
        const items: T[] = [];
        for (const [index, one] of value.entries()) {
          const checked = await validate(item, one);
          if (checked.issues === undefined) items.push(checked.value);
          else issues.push(...checked.issues.map((issue) => under(index, issue)));
        }
        return issues.length > 0 ? { issues } : { value: items };
      },
      jsonSchema: {
        input: () => {
          const { placed, shared } = placeSchema(toJsonSchema(item), '#/items');
          return { type: 'array', items: placed, ...shared };
        },
      },
    },
  };
}

function under(index: number, { message, path = [] }: SchemaIssue): SchemaIssue {
  return { message, path: [index, ...path] };
}

import type { JsonSchema } from '../../json/json.ts';
import type { Schema } from '../../schema.ts';

/** A schema that shows `jsonSchema` to a model and accepts every value. */
export function looseSchema<T>(jsonSchema: JsonSchema): Schema<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'ashlar-testing',
      // It accepts everything by design, so the value is taken for what the test says that it is.
      validate: (value) => ({ value: value as T }),
      jsonSchema: { input: () => ({ ...jsonSchema }) },
    },
  };
}

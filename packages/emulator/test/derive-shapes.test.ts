import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as agentRuntime from '@aws-sdk/client-bedrock-agent-runtime';
import * as runtime from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { agentShapes } from '../src/validate/agent-shapes.ts';
import { serviceModels } from '../src/validate/service-model.ts';
import { shapes } from '../src/validate/shapes.ts';
import { requestShapes } from './derive/derive-shapes.ts';

const services = [
  ['runtime', shapes, runtime],
  ['agent-runtime', agentShapes, agentRuntime],
] as const;

describe.each(services)('%s', (service, table, client) => {
  it('the table of shapes is what the installed client describes', () => {
    expect(table).toEqual(requestShapes(service));
  });

  it('every limit belongs to a member that exists', () => {
    const { structures, constraints } = serviceModels[service];
    for (const key of Object.keys(constraints)) {
      const [structure = '', member = ''] = key.split('.');
      expect(structures.get(structure)?.members.has(member), key).toBe(true);
    }
  });

  it('every enum of the typings is a limit with the same values', () => {
    const { structures, constraints } = serviceModels[service];
    const enums = enumMembers(service, client);
    const checked = enums.filter(({ structure, member }) =>
      structures.get(structure)?.members.has(member),
    );
    for (const { structure, member, values } of checked) {
      const rule = constraints[`${structure}.${member}`];
      const known = rule?.values ?? rule?.items?.values;
      expect(known?.toSorted(), `${structure}.${member}`).toEqual(values.toSorted());
    }
    expect(checked.length).toBeGreaterThan(20);
  });
});

/** Members whose type in the client's typings is one of its enums: the schemas do not say which. */
function enumMembers(
  service: string,
  client: object,
): { structure: string; member: string; values: string[] }[] {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve(`@aws-sdk/client-bedrock-${service}/package.json`));
  const all = new Map<string, unknown>(Object.entries(client));
  const found: { structure: string; member: string; values: string[] }[] = [];
  for (const file of ['models_0.d.ts', 'models_1.d.ts']) {
    let text: string;
    try {
      text = readFileSync(join(folder, 'dist-types/models', file), 'utf8');
    } catch {
      continue;
    }
    for (const [, structure = '', body = ''] of text.matchAll(
      /export interface (\w+) \{([\s\S]*?)\n\}/g,
    )) {
      for (const [, member = '', type = ''] of body.matchAll(
        /\n {4}(\w+)\??: (\w+)(?:\[\])? \| undefined;/g,
      )) {
        const values = all.get(type);
        if (typeof values === 'object' && values !== null && !type.endsWith('$')) {
          found.push({ structure, member, values: Object.values(values).map(String) });
        }
      }
    }
  }
  return found;
}

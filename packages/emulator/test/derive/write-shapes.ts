// Writes the tables of shapes anew: `node packages/emulator/test/derive/write-shapes.ts`, then format them.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { requestShapes } from './derive-shapes.ts';

const require = createRequire(import.meta.url);

for (const [service, file, name] of [
  ['runtime', 'shapes', 'shapes'],
  ['agent-runtime', 'agent-shapes', 'agentShapes'],
] as const) {
  const client = `@aws-sdk/client-bedrock-${service}`;
  const { version } = require(`${client}/package.json`);
  const lines = Object.entries(requestShapes(service)).map(([key, text]) => `  ${key}: '${text}',`);
  await writeFile(
    new URL(`../../src/validate/${file}.ts`, import.meta.url),
    `// Derived from the schemas of ${client} ${version} by test/derive/write-shapes.ts; a test compares them.

/** Structures of requests: members as \`name:type\`, required ones with \`!\`; a union begins with \`|\`. */
export const ${name}: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
  );
}

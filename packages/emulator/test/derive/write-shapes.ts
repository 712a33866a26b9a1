// Writes src/validate/shapes.ts anew: `node packages/emulator/test/derive/write-shapes.ts`, then format it.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { deriveShapes } from './derive-shapes.ts';

const { version } = createRequire(import.meta.url)('@aws-sdk/client-bedrock-runtime/package.json');
const lines = Object.entries(deriveShapes()).map(([name, text]) => `  ${name}: '${text}',`);

await writeFile(
  new URL('../../src/validate/shapes.ts', import.meta.url),
  `// Derived from the schemas of @aws-sdk/client-bedrock-runtime ${version} by test/derive/write-shapes.ts; a test compares them.

/** Structures of requests: members as \`name:type\`, required ones with \`!\`; a union begins with \`|\`. */
export const shapes: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);

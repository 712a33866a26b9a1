import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forbiddenImports } from '../src/forbidden-imports.ts';

const app = join(import.meta.dirname, '../app');

test('applications reach models through @acme/genai only', () => {
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.[cm]?[jt]sx?$/.test(name),
  );
  expect(files).not.toEqual([]);
  for (const file of files) {
    expect(forbiddenImports(readFileSync(join(app, file), 'utf8')), file).toEqual([]);
  }
});

test.each([
  "import { chatModel } from '@ashlar/bedrock';",
  "import type { ChatModel } from '@ashlar/core';",
  "export * from '@aws-sdk/client-bedrock-runtime';",
  "import '@aws-sdk/client-bedrock-agent-runtime';",
  'const sdk = await import("@ashlar/bedrock/knowledge");',
  "const openai = require('openai');",
])('%s breaks the rule', (line) => {
  expect(forbiddenImports(line)).toHaveLength(1);
});

test('other imports do not', () => {
  const fine =
    "import { genAi } from '@acme/genai';\nimport { S3Client } from '@aws-sdk/client-s3';";
  expect(forbiddenImports(fine)).toEqual([]);
});

/** What an application may import: the SDK, what it brings along by name, and nothing else that leads to a model. */
export function forbiddenImports(source: string): readonly string[] {
  const specifiers = [...source.matchAll(IMPORTS)].map(([, specifier = '']) => specifier);
  return specifiers.filter((specifier) => FORBIDDEN.test(specifier));
}

// import … from 'x', export … from 'x', import 'x', import('x'), require('x')
const IMPORTS = /\b(?:from\s*|import\s*\(?\s*|require\s*\(\s*)["'`]([^"'`]+)["'`]/g;
const FORBIDDEN =
  /^(?:@ashlar\/|@aws-sdk\/client-bedrock|aws-sdk(?:$|\/)|openai(?:$|\/)|@anthropic-ai\/|@ai-sdk\/|@langchain\/)/;

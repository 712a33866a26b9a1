import type { TextFile } from '../doors/workspace.ts';

/**
 * The documentation comments of a source file as a Markdown page: their text stands on the same lines, and everything
 * else is empty.
 */
export function docComments({ path, text }: TextFile): TextFile {
  let inside = false;
  const lines = text.split('\n').map((line) => {
    if (!inside) {
      inside = /^\s*\/\*\*/.test(line) && !line.includes('*/');
      return '';
    }
    if (line.includes('*/')) inside = false;
    return inside ? line.replace(/^\s*\* ?/, '') : '';
  });
  return { path, text: lines.join('\n') };
}

/**
 * Why a text is not one statement that reads, or undefined. SQLite itself would run the first statement and leave the rest unread.
 *
 * Looks at words outside of strings, quoted names and comments only; what a statement may read is decided where it is compiled.
 */
export function notOneSelect(sql: string): string | undefined {
  if (sql.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  const code = sql
    .replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/g, "''")
    .replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, ' ')
    .trim()
    .replace(/;$/, '');
  if (code.includes(';')) return 'it is more than one statement';
  if (!/^(?:select|with)\b/i.test(code)) return 'it does not begin with SELECT or WITH';
  return undefined;
}

const LONGEST = 10_000;

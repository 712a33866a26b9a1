// The rooms of the house and the doors between them, as docs/architecture.md draws them. A room that exists and is not
// listed here fails the test: adding a package starts with a line in this table.

/** Rooms that a room may import, besides itself. Patterns never import each other: they meet through core's interfaces. */
export interface Room {
  readonly mayImport: readonly string[];
  /** The main entry runs in a browser: nothing that it loads imports a Node module. */
  readonly neutral: boolean;
}

const pattern: Room = { mayImport: ['core', 'text', 'storage'], neutral: true };
const outside: Room = { mayImport: ['core'], neutral: false };

export const rooms: ReadonlyMap<string, Room> = new Map<string, Room>([
  ['core', { mayImport: [], neutral: true }],
  ['text', { mayImport: [], neutral: true }],
  ['storage', { mayImport: ['core'], neutral: false }],
  ['bedrock', outside],
  ['langchain', outside],
  ['emulator', outside],
  ['rag', pattern],
  ['tool-use', pattern],
  ['memory', pattern],
  ['planner', pattern],
  ['reflection', pattern],
  ['multi-agent', pattern],
  ['guardrails', pattern],
  ['model-router', pattern],
  ['evaluation', pattern],
  ['telemetry', pattern],
]);

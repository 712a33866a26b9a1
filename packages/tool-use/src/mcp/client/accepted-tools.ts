import {
  digestOf,
  type McpDefinition,
  type ReadDefinition,
  readDefinition,
} from './mcp-definition.ts';

/** The definition of a tool that is not the accepted one. */
export interface McpChange {
  /** As the server calls it. */
  readonly tool: string;
  /** What was accepted; absent for a tool that is new, and where only its pin is known. */
  readonly before?: McpDefinition;
  readonly after: McpDefinition;
  /** SHA-256 of `after`, as it stands in `pins()` when it is accepted. */
  readonly digest: string;
}

/** What a server offers, and what became of it. */
export interface McpOffer {
  /** As the server calls it. */
  readonly tool: string;
  readonly definition: McpDefinition;
  readonly digest: string;
  /** `changed`: new or other than what was accepted, and waiting to be. `unusable`: `reason` says why it cannot be a tool. */
  readonly status: 'ready' | 'changed' | 'not-allowed' | 'unusable';
  readonly reason?: string;
}

/** Digests of accepted definitions, by the server's names of the tools. JSON: keep it, and hand it to the next connection. */
export type McpPins = Readonly<Record<string, string>>;

/** A tool that may be used. */
export interface ReadyTool extends ReadDefinition {
  readonly definition: McpDefinition;
  readonly digest: string;
}

export interface AcceptedTools {
  /**
   * Takes what the server lists now; what is not as it was accepted is refused from then on. `asked` is when the host has decided about
   * all of that, which may take as long as a person does.
   */
  take(definitions: readonly McpDefinition[]): Promise<{ readonly asked: Promise<void> }>;
  offered(): readonly McpOffer[];
  ready(): readonly ReadyTool[];
  /** Whether a tool is, now and at the server, the one with this digest, and accepted. */
  isReady(tool: string, digest: string): boolean;
  /** False when the server offers no such tool, or none that may and can be used. */
  accept(tool: string): boolean;
  pins(): McpPins;
}

export interface AcceptOptions {
  readonly allows: (definition: McpDefinition) => boolean;
  readonly pins: McpPins | undefined;
  readonly onChanged: ((change: McpChange) => boolean | Promise<boolean>) | undefined;
}

const mostTools = 1_000;

interface Entry {
  readonly definition: McpDefinition;
  readonly digest: string;
  readonly read: ReadDefinition | string;
  readonly allowed: boolean;
}

/** Keeps which definitions the host accepted. Without pins those of the first list are, so that a later one is seen to be another. */
export function acceptedTools({ allows, pins, onChanged }: AcceptOptions): AcceptedTools {
  const accepted = new Map<string, string>(Object.entries(pins ?? {}));
  const known = new Map<string, McpDefinition>();
  let current = new Map<string, Entry>();
  let trusting = pins === undefined;

  async function entryOf(definition: McpDefinition): Promise<Entry> {
    const digest = await digestOf(definition);
    const read = readDefinition(definition);
    return { definition, digest, read, allowed: allows(definition) === true };
  }

  function accept({ definition, digest }: Entry): void {
    accepted.set(definition.name, digest);
    known.set(definition.name, definition);
  }

  async function settle(entry: Entry): Promise<void> {
    const { definition, digest } = entry;
    const { name } = definition;
    if (accepted.get(name) === digest) return accept(entry);
    const before = known.get(name);
    const change = {
      tool: name,
      after: definition,
      digest,
      ...(before !== undefined && { before }),
    };
    // A host that cannot decide has not accepted it.
    const yes = await (async () => onChanged?.(change))().catch(() => false);
    if (yes === true && current.get(name)?.digest === digest) accept(entry);
  }

  return {
    async take(definitions) {
      const entries = await Promise.all(definitions.slice(0, mostTools).map(entryOf));
      current = new Map(entries.map((entry) => [entry.definition.name, entry]));
      const usable = entries.filter(({ allowed, read }) => allowed && typeof read !== 'string');
      if (trusting) {
        for (const entry of usable) accept(entry);
        trusting = false;
      }
      return { asked: Promise.all(usable.map(settle)).then(() => {}) };
    },
    offered: () =>
      [...current.values()].map(({ definition, digest, read, allowed }) => ({
        tool: definition.name,
        definition,
        digest,
        ...statusOf(allowed, read, accepted.get(definition.name) === digest),
      })),
    ready: () =>
      [...current.values()].flatMap(({ definition, digest, read, allowed }) =>
        allowed && typeof read !== 'string' && accepted.get(definition.name) === digest
          ? [{ ...read, definition, digest }]
          : [],
      ),
    isReady: (tool, digest) =>
      current.get(tool)?.digest === digest && accepted.get(tool) === digest,
    accept(tool) {
      const entry = current.get(tool);
      if (entry === undefined || !entry.allowed || typeof entry.read === 'string') return false;
      accept(entry);
      return true;
    },
    pins: () => Object.fromEntries([...accepted].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function statusOf(
  allowed: boolean,
  read: ReadDefinition | string,
  accepted: boolean,
): Pick<McpOffer, 'status' | 'reason'> {
  if (!allowed) return { status: 'not-allowed' };
  if (typeof read === 'string') return { status: 'unusable', reason: read };
  return { status: accepted ? 'ready' : 'changed' };
}

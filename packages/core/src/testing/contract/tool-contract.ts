import { toJson } from '../../json/to-json.ts';
import { pattern } from '../../runtime.ts';
import { toJsonSchema, validate } from '../../schema.ts';
import type { Tool, ToolContext } from '../../tool.ts';
import { recordingContext } from '../fakes/recording-context.ts';
import { claim, claimEqual, claimRejects } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

export interface OpenedTool<I = never, O = unknown> {
  readonly tool: Tool<I, O>;
  /** Inputs that it accepts and answers; at least one. */
  readonly valid: readonly I[];
  /** Values that its schema must refuse. */
  readonly invalid?: readonly unknown[];
  close?(): Promise<void> | void;
}

export type OpenTool = () => OpenedTool<never, unknown> | Promise<OpenedTool<never, unknown>>;

const NAME = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;

/** What every tool must do. */
export function toolContract(open: OpenTool): readonly ContractCheck[] {
  const on = (check: (opened: OpenedTool) => Promise<void>) => async () => {
    const opened = await open();
    try {
      await within(check(opened), 'the tool');
    } finally {
      await opened.close?.();
    }
  };

  return [
    {
      name: 'has a name and a description that every provider takes',
      run: on(async ({ tool }) => {
        claim(NAME.test(tool.name), `${tool.name} is not a name that every provider takes`);
        claim(tool.description.trim().length > 0, 'a tool should have a description');
      }),
    },
    {
      name: 'shows models a JSON Schema of an object',
      run: on(async ({ tool }) => {
        const schema = toJsonSchema(tool.input);
        toJson(schema, 'The JSON Schema');
        claimEqual(schema.type, 'object', 'the type of the input');
      }),
    },
    {
      name: 'accepts what is valid and refuses what is not',
      run: on(async ({ tool, valid, invalid = [] }) => {
        claim(valid.length > 0, 'the contract needs a valid input');
        for (const input of valid) {
          const { issues } = await validate(tool.input, input);
          claimEqual(
            issues?.map(({ message }) => message) ?? [],
            [],
            'the issues of a valid input',
          );
        }
        for (const input of invalid) {
          const { issues } = await validate(tool.input, input);
          claim(issues !== undefined, `${JSON.stringify(input)} should be refused`);
        }
      }),
    },
    {
      name: 'answers with JSON that fits its schema, also in a run',
      run: on(async ({ tool, valid }) => {
        const calling = pattern({ name: 'calling', version: '1' }, (input: unknown, scope) =>
          scope.call(tool as unknown as Tool, input),
        );
        for (const input of valid) {
          const outcome = await calling.run(input).outcome;
          if (outcome.status === 'failed') throw outcome.error;
          claimEqual(outcome.status, 'completed', 'the status of the run');
          if (tool.output === undefined || outcome.status !== 'completed') continue;
          const { issues } = await validate(tool.output, outcome.value);
          claimEqual(issues?.map(({ message }) => message) ?? [], [], 'the issues of the output');
        }
      }),
    },
    {
      name: 'gives the same answer to the same call, unless it acts once',
      run: on(async ({ tool, valid }) => {
        if (tool.effect === 'once') return;
        for (const input of valid) {
          const context = contextFor('contract/call#0');
          const first = toJson((await tool.run(input, context)) ?? null);
          claimEqual(toJson((await tool.run(input, context)) ?? null), first, 'the second answer');
        }
      }),
    },
    {
      name: 'leaves its input as it was',
      run: on(async ({ tool, valid: [input] }) => {
        const before = JSON.stringify(input);
        await tool.run(input as never, contextFor('contract/call#1'));
        claimEqual(JSON.stringify(input), before, 'the input after the call');
      }),
    },
    {
      name: 'does not begin when it was aborted before, unless it is done at once',
      run: on(async ({ tool, valid: [input] }) => {
        const context = recordingContext();
        context.abort();
        const own = { ...context, idempotencyKey: 'contract/call#2' };
        if (tool.effect === 'read') {
          await Promise.resolve(tool.run(input as never, own)).catch(() => {});
        } else {
          await claimRejects(Promise.resolve(tool.run(input as never, own)), 'an aborted call');
        }
      }),
    },
  ];
}

function contextFor(idempotencyKey: string): ToolContext {
  return { ...recordingContext(), idempotencyKey };
}

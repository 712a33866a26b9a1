import { pattern, type Tool } from '@ashlar/core';
import { recordingContext, scriptedModel } from '@ashlar/core/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { toolAgent } from '../../src/index.ts';
import { connectMcp, type McpConnection } from '../../src/mcp/index.ts';
import { openLog, processOf, startHttp } from './servers/start.ts';

const log = openLog();
const context = () => ({ ...recordingContext(), idempotencyKey: 'test/call#0' });
const toolOf = (connection: McpConnection, name: string) => {
  const found = connection.tools().find((one) => one.name === `shop__${name}`);
  if (found === undefined) throw new Error(`There is no tool ${name}.`);
  return found;
};
const gone = async (pid: number): Promise<void> => {
  process.kill(pid, 'SIGKILL');
  try {
    for (;;) {
      process.kill(pid, 0);
      await new Promise((wake) => setTimeout(wake, 5));
    }
  } catch {
    // It was there until now; its pipes close in the next turns.
    await new Promise((wake) => setTimeout(wake, 50));
  }
};
const times = (line: string): number => log.lines().filter((one) => one === line).length;

afterAll(() => log.close());

describe('a process that is killed', () => {
  const transport = processOf('workshop-stdio', log.path);
  const pidOf = async (shop: McpConnection): Promise<number> =>
    Number(await toolOf(shop, 'pid').run({}, context()));

  test('in the middle of a call that acts once: the end is unknown, nothing is repeated, the next call works', async () => {
    const shop = await connectMcp({ name: 'shop', transport });
    const pid = await pidOf(shop);
    const call = toolOf(shop, 'order').run({ planks: 101 }, context());
    await log.until('order 101');
    process.kill(pid, 'SIGKILL');
    await expect(call).rejects.toMatchObject({
      code: 'mcp.unanswered',
      retryable: false,
      facts: { server: 'shop', request: 'shop__order', problem: 'connection' },
    });
    expect(await toolOf(shop, 'echo').run({ text: 'back' }, context())).toBe('back');
    expect(await pidOf(shop)).not.toBe(pid);
    expect(times('order 101')).toBe(1);
    await shop.close();
  });

  test('in the middle of a call that reads: it is made again, once', async () => {
    const shop = await connectMcp({
      name: 'shop',
      transport,
      settings: () => ({ effect: 'read' }),
    });
    const call = toolOf(shop, 'order').run({ planks: 102 }, context());
    await log.until('order 102');
    const pid = await pidOf(shop);
    process.kill(pid, 'SIGKILL');
    while (times('order 102') < 2) await new Promise((wake) => setTimeout(wake, 10));
    process.kill(await pidOf(shop), 'SIGKILL');
    await expect(call).rejects.toMatchObject({ code: 'mcp.unanswered', retryable: true });
    expect(times('order 102')).toBe(2);
    await shop.close();
  });

  test('and another one starts in its place: its tools are not those that were accepted', async () => {
    const shop = await connectMcp({ name: 'shop', transport: processOf('other-stdio', log.path) });
    const greet = toolOf(shop, 'greet');
    expect(await greet.run({}, context())).toBe('hello');
    await gone(await pidOf(shop));
    const again = greet.run({}, context());
    await expect(again).rejects.toMatchObject({
      code: 'tool.rejected',
      cause: { code: 'mcp.changed' },
    });
    await shop.close();
  });

  test('and does not come back: said after a bounded number of attempts', async () => {
    const script = `
      const { workshop } = await import(${JSON.stringify(new URL('./servers/workshop.ts', import.meta.url).href)});
      const { StdioServerTransport } = await import(${JSON.stringify(import.meta.resolve('@modelcontextprotocol/server/stdio'))});
      const { existsSync, writeFileSync } = await import('node:fs');
      if (existsSync(process.argv[1])) process.exit(1);
      writeFileSync(process.argv[1], '');
      await workshop(undefined).connect(new StdioServerTransport());`;
    const shop = await connectMcp({
      name: 'shop',
      transport: {
        command: process.execPath,
        args: ['--input-type=module', '-e', script, `${log.path}-once`],
      },
      reconnect: { attempts: 3, delayMs: 1 },
    });
    await gone(await pidOf(shop));
    await expect(toolOf(shop, 'echo').run({ text: 'x' }, context())).rejects.toMatchObject({
      code: 'mcp.unavailable',
      facts: { attempts: 3 },
    });
    await shop.close();
  });
});

test('an agent is told that nobody knows whether a call that acts once took effect', async () => {
  const shop = await connectMcp({
    name: 'shop',
    transport: processOf('workshop-stdio', log.path),
    settings: () => ({ needsApproval: false }),
  });
  const pid = Number(await toolOf(shop, 'pid').run({}, context()));
  const model = scriptedModel(({ messages }) => {
    const result = messages
      .flatMap(({ content }) => content)
      .find(({ type }) => type === 'tool-result');
    return result === undefined
      ? { calls: [{ name: 'shop__order', input: { planks: 105 } }] }
      : JSON.stringify(result);
  });
  const run = toolAgent({ name: 'buyer', model, tools: shop.tools() }).run('Order it.');
  await log.until('order 105');
  process.kill(pid, 'SIGKILL');
  expect(await run.value()).toContain('It is not known whether it took effect');
  expect(times('order 105')).toBe(1);
  await shop.close();
});

test('a connection that is closed while it is made anew ends at once', async () => {
  const script = `
    const { workshop } = await import(${JSON.stringify(new URL('./servers/workshop.ts', import.meta.url).href)});
    const { StdioServerTransport } = await import(${JSON.stringify(import.meta.resolve('@modelcontextprotocol/server/stdio'))});
    const { existsSync, writeFileSync, appendFileSync } = await import('node:fs');
    if (existsSync(process.argv[1])) {
      appendFileSync(process.argv[2], 'silent\\n');
      process.stdin.resume();
    } else {
      writeFileSync(process.argv[1], '');
      await workshop(undefined).connect(new StdioServerTransport());
    }`;
  const shop = await connectMcp({
    name: 'shop',
    transport: {
      command: process.execPath,
      args: ['--input-type=module', '-e', script, `${log.path}-silent`, log.path],
    },
  });
  await gone(Number(await toolOf(shop, 'pid').run({}, context())));
  const call = toolOf(shop, 'echo').run({ text: 'x' }, context());
  const failed = expect(call).rejects.toMatchObject({ code: 'mcp.unavailable' });
  await log.until('silent');
  await shop.close();
  await failed;
});

describe('a server over HTTP that is killed', () => {
  test('and started again: the lost session is one that nothing was done in, so the call is made in a new one', async () => {
    const first = await startHttp('workshop-http', log.path);
    const shop = await connectMcp({ name: 'shop', transport: { url: first.url } });
    expect(await toolOf(shop, 'order').run({ planks: 1 }, context())).toBe('1 planks ordered');
    await first.kill();
    const second = await startHttp('workshop-http', log.path, first.port);
    expect(await toolOf(shop, 'order').run({ planks: 2 }, context())).toBe('2 planks ordered');
    expect(times('order 2')).toBe(1);

    const call = toolOf(shop, 'order').run({ planks: 103 }, context());
    await log.until('order 103');
    await second.kill();
    await expect(call).rejects.toMatchObject({ code: 'mcp.unanswered', retryable: false });
    expect(times('order 103')).toBe(1);
    await shop.close();
  });

  test('hears of a cancellation and of the end of the time', async () => {
    const server = await startHttp('workshop-http', log.path);
    const shop = await connectMcp({ name: 'shop', transport: { url: server.url }, timeoutMs: 400 });
    const before = times('measure cancelled');
    await expect(toolOf(shop, 'measure').run({ hang: true }, context())).rejects.toMatchObject({
      code: 'mcp.unanswered',
      facts: { problem: 'timeout' },
    });
    while (times('measure cancelled') === before) await new Promise((wake) => setTimeout(wake, 10));
    await shop.close();
    await server.kill();
  });

  test('cannot fill the memory with one message', async () => {
    const server = await startHttp('workshop-http', log.path);
    const shop = await connectMcp({
      name: 'shop',
      transport: { url: server.url },
      maxMessageBytes: 20_000,
    });
    const echo = toolOf(shop, 'echo');
    expect(await echo.run({ text: 'x'.repeat(10_000) }, context())).toHaveLength(10_000);
    const error = await echo.run({ text: 'x'.repeat(30_000) }, context()).catch(({ code }) => code);
    expect(error === 'mcp.unanswered').toBe(true);
    await shop.close();
    await server.kill();
  });
});

test('a run that is aborted settles while the server hangs', async () => {
  const shop = await connectMcp({ name: 'shop', transport: processOf('workshop-stdio', log.path) });
  const calling = pattern({ name: 'calling', version: '1' }, (input: object, scope) =>
    scope.call(toolOf(shop, 'order') as unknown as Tool, input),
  );
  const run = calling.run({ planks: 104 });
  await log.until('order 104');
  run.abort();
  expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
  await shop.close();
});

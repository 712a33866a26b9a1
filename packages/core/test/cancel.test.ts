import { stopped } from '@ashlar/core';
import { expect, test } from 'vitest';
import { createCancelNode } from '../src/kernel/cancel.ts';

const enough = stopped('aborted', 'enough');

test('everything below is cancelled, the deepest first', () => {
  const order: string[] = [];
  const root = createCancelNode();
  const child = root.child();
  const leaf = child.child();
  root.onCancel(() => order.push('root'));
  child.onCancel(() => order.push('child'));
  leaf.onCancel(() => order.push('leaf'));
  root.cancel(enough);
  expect(order).toEqual(['leaf', 'child', 'root']);
  expect([root.reason, child.reason, leaf.reason]).toEqual([enough, enough, enough]);
});

test('nothing above is cancelled', () => {
  const root = createCancelNode();
  root.child().cancel(enough);
  expect(root.reason).toBeUndefined();
});

test('the first reason stays, and callbacks are called once', () => {
  let called = 0;
  const node = createCancelNode();
  node.onCancel(() => (called += 1));
  node.cancel(enough);
  node.cancel(stopped('deadline', 'later'));
  expect(node.reason).toBe(enough);
  expect(called).toBe(1);
});

test('who comes late is told at once, as is a child that is made late', () => {
  const node = createCancelNode();
  node.cancel(enough);
  const told: unknown[] = [];
  node.onCancel((reason) => told.push(reason));
  node.child().onCancel((reason) => told.push(reason));
  expect(told).toEqual([enough, enough]);
});

test('a callback can be taken back, and a node can leave', () => {
  const root = createCancelNode();
  const child = root.child();
  root.onCancel(() => expect.unreachable())();
  child.onCancel(() => expect.unreachable());
  child.close();
  root.cancel(enough);
  expect(child.reason).toBeUndefined();
});

test('a signal aborts with the reason, whether it was asked for before or after', () => {
  const node = createCancelNode();
  const signal = node.signal();
  expect(node.signal()).toBe(signal);
  expect(signal.aborted).toBe(false);
  node.cancel(enough);
  expect(signal.reason).toBe(enough);
  const late = createCancelNode();
  late.cancel(enough);
  expect(late.signal().reason).toBe(enough);
});

import { expect, it } from 'vitest';
import { requestLog } from '../src/request-log.ts';

it('keeps the last 1,000 requests', () => {
  const log = requestLog();
  for (let n = 0; n < 1100; n += 1) {
    const record = {
      requestId: '',
      at: '',
      transport: 'h2c',
      method: 'POST',
      path: '/',
      auth: 'none',
    } as const;
    log.add(record);
  }
  expect(log.records).toHaveLength(1000);
  expect(log.records.at(-1)?.n).toBe(1100);
});

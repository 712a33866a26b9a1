import { describeWrapperContract } from '@ashlar/core/testing/vitest';
import { guardedModel } from '../src/guardrail/guarded-model.ts';
import { defaultMessages } from '../src/guardrail/guardrail.ts';
import { wordCheck } from './checks.ts';

const checks = [wordCheck('no such word', { action: 'block', code: 'topic.x' })];
const guardrail = { identifier: 'gr1', version: '1', checks, messages: defaultMessages };

describeWrapperContract('a model behind a guardrail that shows at once', (model) =>
  guardedModel(model, { guardrail, trace: 'disabled', streaming: 'async' }),
);
describeWrapperContract(
  'a model behind a guardrail that holds back',
  (model) => guardedModel(model, { guardrail, trace: 'disabled', streaming: 'sync' }),
  { streamsEarly: false },
);

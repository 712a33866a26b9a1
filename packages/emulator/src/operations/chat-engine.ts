import type { ChatModel } from '@ashlar/core';
import { validationError } from '../errors.ts';
import { guardedModel } from '../guardrail/guarded-model.ts';
import { objectAt, stringAt } from '../wire/read.ts';
import { withRequested } from '../wire/requested.ts';
import type { OperationCall } from './call.ts';

/**
 * The chat model that answers a Converse request, behind the guardrail that it names.
 *
 * @throws ServiceError when half of a guardrail is named
 */
export function chatEngine(call: OperationCall): ChatModel {
  const model = withRequested(call.engines.chatModel(call.model), call.model, call.body);
  const config = objectAt(call.body, 'guardrailConfig');
  const identifier = stringAt(config, 'guardrailIdentifier') ?? '';
  const version = stringAt(config, 'guardrailVersion') ?? '';
  if (identifier === '' && version === '') return model;
  if (identifier === '' || version === '') {
    throw validationError(
      'guardrailConfig needs both guardrailIdentifier and guardrailVersion. Add the missing one and try again.',
    );
  }
  const trace = stringAt(config, 'trace');
  return guardedModel(model, {
    guardrail: call.engines.guardrail(identifier, version),
    trace: trace === 'enabled' || trace === 'enabled_full' ? trace : 'disabled',
    streaming: stringAt(config, 'streamProcessingMode') === 'async' ? 'async' : 'sync',
  });
}

import { validationError } from '../errors.ts';
import type { OperationCall } from './call.ts';

export async function invokeModel(_call: OperationCall): Promise<void> {
  throw validationError('not yet');
}

import { modelList } from './model-list.ts';

/**
 * Inference profiles that are known to serve a model, from the dated list: what to try when an error says `needsInferenceProfile`. They
 * may not exist in every region.
 */
export function inferenceProfiles(id: string): readonly string[] {
  return modelList.models.find((model) => model.id === id)?.profiles ?? [];
}

import { modelList } from './model-list.ts';

/** Inference profiles that are known to serve a model, from the dated list. */
export function profilesOf(id: string): readonly string[] {
  return modelList.models.find((model) => model.id === id)?.profiles ?? [];
}

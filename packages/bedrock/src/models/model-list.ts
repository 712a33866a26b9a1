// Written by scripts/refresh-models.ts from the control plane. This first list was never asked for live: it holds ids that
// vercel/ai (packages/amazon-bedrock, commit 0c0b56d) and the sources of the table of models name.
import type { ModelList } from './listed-model.ts';

export const modelList: ModelList = {
  asOf: '2026-11-21',
  source: 'github.com/vercel/ai at 0c0b56d, not the control plane',
  models: [
    { id: 'amazon.nova-2-multimodal-embeddings-v1:0' },
    { id: 'amazon.nova-lite-v1:0', profiles: ['us.amazon.nova-lite-v1:0'] },
    { id: 'amazon.nova-micro-v1:0', profiles: ['us.amazon.nova-micro-v1:0'] },
    { id: 'amazon.nova-pro-v1:0', profiles: ['us.amazon.nova-pro-v1:0'] },
    { id: 'amazon.rerank-v1:0' },
    { id: 'amazon.titan-embed-text-v2:0' },
    {
      id: 'anthropic.claude-haiku-4-5-20251001-v1:0',
      profiles: ['us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    },
    {
      id: 'anthropic.claude-opus-4-1-20250805-v1:0',
      lifecycle: 'legacy',
      profiles: ['us.anthropic.claude-opus-4-1-20250805-v1:0'],
    },
    {
      id: 'anthropic.claude-opus-4-5-20251101-v1:0',
      profiles: ['us.anthropic.claude-opus-4-5-20251101-v1:0'],
    },
    { id: 'anthropic.claude-opus-4-6-v1', profiles: ['us.anthropic.claude-opus-4-6-v1'] },
    { id: 'anthropic.claude-opus-4-7', profiles: ['us.anthropic.claude-opus-4-7'] },
    { id: 'anthropic.claude-opus-4-8', profiles: ['us.anthropic.claude-opus-4-8'] },
    {
      id: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
      profiles: ['us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    },
    { id: 'anthropic.claude-sonnet-4-6-v1', profiles: ['us.anthropic.claude-sonnet-4-6-v1'] },
    { id: 'anthropic.claude-sonnet-5', profiles: ['us.anthropic.claude-sonnet-5'] },
    { id: 'cohere.embed-english-v3' },
    { id: 'cohere.embed-multilingual-v3' },
    { id: 'cohere.embed-v4:0' },
    { id: 'cohere.rerank-v3-5:0' },
    { id: 'meta.llama3-1-70b-instruct-v1:0', profiles: ['us.meta.llama3-1-70b-instruct-v1:0'] },
    { id: 'meta.llama3-1-8b-instruct-v1:0', profiles: ['us.meta.llama3-1-8b-instruct-v1:0'] },
    { id: 'meta.llama3-3-70b-instruct-v1:0', profiles: ['us.meta.llama3-3-70b-instruct-v1:0'] },
    {
      id: 'meta.llama4-maverick-17b-instruct-v1:0',
      profiles: ['us.meta.llama4-maverick-17b-instruct-v1:0'],
    },
    {
      id: 'meta.llama4-scout-17b-instruct-v1:0',
      profiles: ['us.meta.llama4-scout-17b-instruct-v1:0'],
    },
  ],
};

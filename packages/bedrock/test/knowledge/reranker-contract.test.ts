import { wordReranker } from '@ashlar/core/testing';
import { describeRerankerContract } from '@ashlar/core/testing/vitest';
import { reranker } from '../../src/knowledge/index.ts';
import { json } from '../support/replies.ts';
import { startServer } from '../support/server.ts';

interface Source {
  readonly inlineDocumentSource: { readonly textDocument: { readonly text: string } };
}

describeRerankerContract('reranker over the wire', async () => {
  const server = await startServer();
  server.reply((response, request) => {
    const { queries, sources } = request.body;
    const texts = sources.map((one: Source) => one.inlineDocumentSource.textDocument.text);
    void wordReranker()
      .rerank(queries[0].textQuery.text, texts)
      .then((ranked) => {
        const results = ranked.map(({ index, score }) => ({ index, relevanceScore: score }));
        json(200, { results })(response, request);
      });
  });
  return {
    reranker: reranker({ model: 'cohere.rerank-v3-5:0', connection: server.connect() }),
  };
});

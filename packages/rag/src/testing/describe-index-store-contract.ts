import { describeAccessContract } from './describe-access-contract.ts';
import { describeDocumentsContract } from './describe-documents-contract.ts';
import { describeFiltersContract } from './describe-filters-contract.ts';
import { describeVectorsContract } from './describe-vectors-contract.ts';
import type { OpenIndexStore } from './open-index-store.ts';

/**
 * What every store of an index does: documents and their search, filters, access, vectors and their generations. Run it on
 * a driver of your own, with vitest; each sentence of it is a test.
 */
export function describeIndexStoreContract(name: string, open: OpenIndexStore): void {
  describeDocumentsContract(name, open);
  describeFiltersContract(name, open);
  describeAccessContract(name, open);
  describeVectorsContract(name, open);
}

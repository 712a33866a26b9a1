import { memoryStore } from '../src/index.ts';
import { describeStoreContract } from '../src/testing/index.ts';

describeStoreContract('memory', async (now) => memoryStore({ now }));

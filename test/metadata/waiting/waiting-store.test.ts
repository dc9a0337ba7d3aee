import { describe } from 'vitest';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { waitingStoreContract } from './waiting-store.contract.ts';

describe('in memory', () => {
  waitingStoreContract(() => memoryTable().table);
});

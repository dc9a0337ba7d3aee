import { describe } from 'vitest';
import { eventKey } from '../../src/sessions/event-item.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { eventStoreContract } from './event-store.contract.ts';
import { sessionStoreContract } from './store.contract.ts';

describe('on the table in memory', () => {
  const open = () => memorySessionStore();
  sessionStoreContract(open, async ({ memory }, event) => memory.get(eventKey(event)));
  eventStoreContract(open);
});

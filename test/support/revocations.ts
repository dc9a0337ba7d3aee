import type { Revocation } from '../../src/revocation/revocation.ts';
import { RevocationEndedError, type RevocationStore } from '../../src/revocation/store.ts';

/** A revocation store in memory. It passes the same contract tests as the table's. */
export function memoryRevocationStore(): RevocationStore & { all: Map<string, Revocation> } {
  const all = new Map<string, Revocation>();
  const get = async (channelArn: string) => structuredClone(all.get(channelArn));
  return {
    all,
    get,
    async begin(revocation) {
      const known = all.get(revocation.channelArn);
      if (known && (known.doneAt === undefined || known.id === revocation.id))
        return structuredClone(known);
      all.set(revocation.channelArn, structuredClone(revocation));
      return revocation;
    },
    async save(revocation) {
      const known = all.get(revocation.channelArn);
      if (known?.id !== revocation.id || known.doneAt !== undefined)
        throw new RevocationEndedError(revocation);
      all.set(revocation.channelArn, structuredClone(revocation));
    },
    async isOpen(channelArn) {
      const known = all.get(channelArn);
      return known !== undefined && known.doneAt === undefined;
    },
    async listOpen() {
      return structuredClone([...all.values()].filter(({ doneAt }) => doneAt === undefined));
    },
  };
}

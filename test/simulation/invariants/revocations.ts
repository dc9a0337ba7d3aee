import { isProtected } from './consent.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'a revoked key is gone';

interface Revoked {
  keyArns: readonly string[];
  /** The operator wants the key to be revoked even if the channel is protected. */
  allowProtected: boolean;
}

/** After a revocation that was accepted, the old key does not exist. */
export function revocationsEnd({ checks, simulator }: ObserverTools): Observer {
  const asked = new Map<string, Revoked>();
  const accepted = new Map<string, Revoked>();
  const requestOf = (name: string, payload: string) => {
    const { channelArn, protected: allowProtected = false } = (
      name === 'revokeStreamKey' ? JSON.parse(payload) : {}
    ) as { channelArn?: string; protected?: boolean };
    return channelArn === undefined ? undefined : { channelArn, allowProtected };
  };
  return {
    onFunctionStart({ name, payload }) {
      const request = requestOf(name, payload);
      if (!request) return;
      const keys = simulator.channels({ channelArn: request.channelArn })[0]?.streamKeys ?? [];
      asked.set(request.channelArn, { ...request, keyArns: keys.map(({ arn }) => arn) });
    },
    onFunctionEnd({ name, payload, outcome }) {
      const request = requestOf(name, payload);
      const revoked = request && asked.get(request.channelArn);
      if (!revoked || !('payload' in outcome)) return;
      const { outcome: result } = JSON.parse(outcome.payload) as { outcome?: string };
      if (result !== 'protected') accepted.set(request.channelArn, revoked);
    },
    atRest() {
      for (const [channelArn, { keyArns, allowProtected }] of accepted) {
        const [channel] = simulator.channels({ channelArn });
        if (!channel || (isProtected(channel.tags) && !allowProtected)) continue;
        const left = channel.streamKeys.filter(({ arn }) => keyArns.includes(arn));
        checks.expect(NAME, left.length === 0, () => `${left[0]?.arn} still exists`, channelArn);
      }
      accepted.clear();
    },
  };
}

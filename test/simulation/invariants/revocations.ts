import { isProtected } from './consent.ts';
import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'a revoked key is gone';

interface Request {
  channelArn?: string;
  revocationId?: string | undefined;
  protected?: boolean;
}

interface Answer {
  outcome?: string;
  deletedKeyArns?: readonly string[];
}

interface Revoked {
  keyArns: readonly string[];
  /** The operator wants the key to be revoked even if the channel is protected. */
  allowProtected: boolean;
}

/** After a revocation that was accepted, and when our event tells of a new key, the old key does not exist. */
export function revocationsEnd({ checks, simulator }: ObserverTools): Observer {
  const asked = new Map<string, Revoked>();
  const accepted = new Map<string, Revoked>();
  function expectGone(channelArn: string, keyArn: string, says: string): void {
    const keys = simulator.channels({ channelArn })[0]?.streamKeys ?? [];
    const isGone = keys.every(({ arn }) => arn !== keyArn);
    checks.expect(NAME, isGone, () => `${says} says so, and ${keyArn} still exists`, channelArn);
  }
  const requestOf = (name: string, payload: string) => {
    const {
      channelArn,
      revocationId,
      protected: allowProtected = false,
    } = (name === 'revokeStreamKey' ? JSON.parse(payload) : {}) as Request;
    return channelArn === undefined ? undefined : { channelArn, revocationId, allowProtected };
  };
  /** Ids of requests, with their channels. A second request with an id continues the first one. */
  const ids = new Set<string>();
  /** How many requests about a channel are being answered. They may share one revocation. */
  const running = new Map<string, number>();
  function continues({ channelArn, revocationId }: Request): boolean {
    const id = `${channelArn} ${revocationId}`;
    const isSecond = (revocationId !== undefined && ids.has(id)) || isRunning(channelArn);
    ids.add(id);
    return isSecond;
  }
  const isRunning = (channelArn = '') => (running.get(channelArn) ?? 0) > 0;
  const count = (channelArn: string, change: number) =>
    running.set(channelArn, (running.get(channelArn) ?? 0) + change);
  /** A revocation that is still open may end as protected, also if the protection is given up after that. */
  const isProtectedNow = (channelArn = '') =>
    simulator.channels({ channelArn }).some(({ tags }) => isProtected(tags));
  return {
    onFunctionStart({ name, payload }) {
      const request = requestOf(name, payload);
      if (!request) return;
      const isSecond = continues(request);
      count(request.channelArn, 1);
      if (isSecond) return;
      const keys = simulator.channels({ channelArn: request.channelArn })[0]?.streamKeys ?? [];
      asked.set(request.channelArn, { ...request, keyArns: keys.map(({ arn }) => arn) });
    },
    onFunctionEnd({ name, payload, outcome }) {
      const request = requestOf(name, payload);
      if (request) count(request.channelArn, -1);
      const revoked = request && asked.get(request.channelArn);
      if (!revoked || !('payload' in outcome)) return;
      const { outcome: result, deletedKeyArns = [] } = JSON.parse(outcome.payload) as Answer;
      for (const arn of deletedKeyArns) expectGone(request.channelArn, arn, 'the answer');
      const isKept = isProtectedNow(request.channelArn) && !revoked.allowProtected;
      if (result !== 'protected' && !isKept) accepted.set(request.channelArn, revoked);
    },
    onOwnEvent({ 'detail-type': type, detail, resources: [channelArn = ''] }) {
      const { oldStreamKeyArn: old } = detail as { oldStreamKeyArn?: string };
      if (!type.startsWith('Stream Key ') || old === undefined) return;
      expectGone(channelArn, old, type);
    },
    atRest() {
      for (const [channelArn, { keyArns, allowProtected }] of accepted) {
        const [channel] = simulator.channels({ channelArn });
        if (!channel || (isProtected(channel.tags) && !allowProtected)) continue;
        const left = channel.streamKeys.filter(
          ({ arn, tags }) => keyArns.includes(arn) && (allowProtected || !isProtected(tags)),
        );
        checks.expect(NAME, left.length === 0, () => `${left[0]?.arn} still exists`, channelArn);
      }
      accepted.clear();
    },
  };
}

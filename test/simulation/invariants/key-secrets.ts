import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'a new key is in the secret store';

/** The value of each key that a function created is in its secret. */
export function keysAreStored({ checks, simulator, cloud }: ObserverTools): Observer {
  const created = new Map<string, string>();
  const [setting = ''] = cloud.settings('KEY_SECRETS');
  const nameOf = (channelArn: string) =>
    setting.replaceAll('{channelId}', channelArn.split('/').at(-1) ?? '');
  const storedValue = (channelArn: string): unknown => {
    const secret = cloud.secret(nameOf(channelArn));
    return secret === undefined ? undefined : JSON.parse(secret).value;
  };
  return {
    onDeed({ operation, channelArn, keyArn }) {
      // With an empty setting, values are stored nowhere.
      if (operation !== 'CreateStreamKey' || cloud.settings('KEY_SECRETS').includes('')) return;
      created.set(channelArn, keyArn ?? '');
    },
    atRest() {
      for (const [channelArn, keyArn] of created) {
        const keys = simulator.channels({ channelArn })[0]?.streamKeys ?? [];
        const key = keys.find(({ arn }) => arn === keyArn);
        if (!key) continue;
        const isStored = storedValue(channelArn) === key.value;
        checks.expect(NAME, isStored, () => `the secret does not hold ${keyArn}`, channelArn);
      }
      created.clear();
    },
  };
}

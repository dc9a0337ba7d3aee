import type { KeyAnnouncement } from '../../channels/record.ts';
import type { Channel, IvsApi } from '../../ivs/api.ts';
import type { StreamKeyValue } from '../../ivs/stream-key-value.ts';
import type { Bus } from '../../platform/bus.ts';
import { type KeyEventKind, keyEvent } from './events.ts';
import type { SecretStore } from './secret-store.ts';

export interface HandOverDeps {
  ivs: Pick<IvsApi, 'getStreamKey' | 'listStreamKeys'>;
  bus: Bus;
  /** Absent: values are stored nowhere. Those who may read the key ask IVS for it. */
  secrets?: SecretStore;
}

/** `told`: the event was published. `superseded`: the key is gone; the key after it has its own event. */
export type HandOverResult = { outcome: 'told'; secretName?: string } | { outcome: 'superseded' };

/**
 * Hands a new key over: puts its value into the secret store, if one is set, and then publishes the
 * event. In this order, the value is in place when somebody receives the event. An interrupted hand-over
 * can be repeated.
 *
 * @param value the key's value, if it is known; otherwise IVS is asked for it
 * @throws SecretStoreError, BusError or an error of IVS; the event was then not published
 */
export async function handOver(
  kind: KeyEventKind,
  { failed: _, ...key }: KeyAnnouncement,
  channel: Channel & { arn: string },
  { ivs, bus, secrets }: HandOverDeps,
  value?: StreamKeyValue,
): Promise<HandOverResult> {
  const announced = { ...key, channelArn: channel.arn, channelName: channel.name };
  if (!secrets) {
    if (!value && !(await keyExists(ivs, channel.arn, key.keyArn)))
      return { outcome: 'superseded' };
    await bus.publish([keyEvent(kind, announced)]);
    return { outcome: 'told' };
  }
  const known = value ?? (await ivs.getStreamKey(key.keyArn));
  if (!known) return { outcome: 'superseded' };
  const { arn: channelArn, ingestEndpoint = '' } = channel;
  const secret = { channelArn, streamKeyArn: key.keyArn, value: known, ingestEndpoint };
  const secretName = await secrets.put(secret);
  await bus.publish([keyEvent(kind, { ...announced, secretName })]);
  return { outcome: 'told', secretName };
}

async function keyExists(
  ivs: Pick<IvsApi, 'listStreamKeys'>,
  channelArn: string,
  keyArn: string,
): Promise<boolean> {
  const keys = await ivs.listStreamKeys(channelArn);
  return keys?.some(({ arn }) => arn === keyArn) ?? false;
}

import type { KeyAnnouncement } from '../../channels/record.ts';
import type { Channel, IvsApi } from '../../ivs/api.ts';
import type { StreamKeyValue } from '../../ivs/stream-key-value.ts';
import type { Bus } from '../../platform/bus.ts';
import { type KeyEvent, keyEvent } from './events.ts';
import type { SecretStore } from './secret-store.ts';

export interface HandOverDeps {
  ivs: Pick<IvsApi, 'getStreamKey' | 'listStreamKeys'>;
  bus: Bus;
  /** Absent: values are put nowhere, whoever may asks IVS for them. */
  secrets?: SecretStore;
}

/** `superseded`: the key is gone; whoever replaced it tells of the next. */
export type HandedOver = { outcome: 'told'; secretName?: string } | { outcome: 'superseded' };

/**
 * Hands a new key over: its value into the secret store, if there is one, and then the event, so that
 * whoever hears of it finds the value. Cut off anywhere, it may be done again.
 *
 * @param value if it is at hand; else IVS is asked for it
 * @throws SecretStoreError, BusError or what IVS answered: then nobody was told
 */
export async function handOver(
  kind: KeyEvent,
  { failed: _, ...news }: KeyAnnouncement,
  channel: Channel & { arn: string },
  { ivs, bus, secrets }: HandOverDeps,
  value?: StreamKeyValue,
): Promise<HandedOver> {
  const told = { ...news, channelArn: channel.arn, channelName: channel.name };
  if (!secrets) {
    if (!value && !(await isThere(ivs, channel.arn, news.keyArn))) return { outcome: 'superseded' };
    await bus.publish([keyEvent(kind, told)]);
    return { outcome: 'told' };
  }
  const known = value ?? (await ivs.getStreamKey(news.keyArn));
  if (!known) return { outcome: 'superseded' };
  const { arn: channelArn, ingestEndpoint = '' } = channel;
  const key = { channelArn, streamKeyArn: news.keyArn, value: known, ingestEndpoint };
  const secretName = await secrets.put(key);
  await bus.publish([keyEvent(kind, { ...told, secretName })]);
  return { outcome: 'told', secretName };
}

async function isThere(
  ivs: Pick<IvsApi, 'listStreamKeys'>,
  channelArn: string,
  keyArn: string,
): Promise<boolean> {
  const keys = await ivs.listStreamKeys(channelArn);
  return keys?.some(({ arn }) => arn === keyArn) ?? false;
}

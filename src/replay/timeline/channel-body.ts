import type { IncidentSession } from '../incident/incident.ts';
import type { ChannelBody } from './steps.ts';

/** What the name of a channel may hold in the IVS API. */
const NAME: RegExp = /^[a-zA-Z0-9-_]{1,128}$/;

/**
 * The channel as its sessions tell it. A later session counts more.
 *
 * @param sessions of one channel, in the order in which they began; at least one
 */
export function channelBody(sessions: readonly IncidentSession[]): ChannelBody {
  const arn = sessions[0]?.id.channelArn ?? '';
  const known = sessions.map(({ exported }) => exported?.channel ?? {});
  const names = sessions.flatMap(({ exported, events }) => [
    ...events.flatMap(({ event }) => event.channelName ?? []),
    ...[exported?.channelName, exported?.channel?.name].flatMap((name) => name ?? []),
  ]);
  const name = names.findLast((one) => NAME.test(one));
  const last = <T>(values: (T | undefined)[]): T | undefined =>
    values.findLast((value) => value !== undefined);
  const [type, latencyMode, tags] = [
    last(known.map((one) => one.type)),
    last(known.map((one) => one.latencyMode)),
    last(known.map((one) => one.tags)),
  ];
  return {
    arn,
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type }),
    ...(latencyMode !== undefined && { latencyMode }),
    ...(tags !== undefined && { tags: withoutSystemTags(tags) }),
  };
}

/** Nobody but AWS may set tags that begin with `aws:`. */
const withoutSystemTags = (tags: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')));

import { parseArn } from '../../ivs/arn.ts';
import { type DetailType, type IvsEvent, NAME_MEMBER } from '../../ivs/events.ts';
import { isoTime } from '../../platform/clock.ts';
import type { ExportedEvent, ExportedSession } from '../input/exported-session.ts';

type Detail = Record<string, unknown>;

/** The events of an exported session. */
export function exportedEvents(session: ExportedSession): (ExportedEvent & { event: IvsEvent })[] {
  return (session.events ?? []).map((exported) => {
    const { id, at, detailType, name, detail } = exported;
    return { ...exported, event: eventOf(session, { id, at, detailType, name, detail }) };
  });
}

/**
 * The events that an exported session without a list of events must have had, as far as its other members tell. Their
 * ids are made up.
 */
export function derivedEvents(session: ExportedSession): IvsEvent[] {
  return [...stateChanges(session), ...healthChanges(session)].map(({ at, ...parts }) => {
    const id = `replay:${session.streamId}:${parts.name}:${at}`;
    return eventOf(session, { id, at, ...parts });
  });
}

interface Parts {
  at: string;
  detailType: DetailType;
  name: string;
  detail: Detail;
}

function stateChanges({ code, reason, ...session }: ExportedSession): Parts[] {
  const change = (at: string | undefined, name: string, more: Detail = {}): Parts[] => {
    if (at === undefined) return [];
    const detailType = 'IVS Stream State Change';
    return [{ at, detailType, name, detail: { event_name: name, ...more } }];
  };
  return [
    ...change(session.createdAt, 'Session Created'),
    ...change(session.startedAt, 'Stream Start'),
    ...change(session.failedAt, 'Stream Failure', { ...(reason !== undefined && { reason }) }),
    ...change(session.ingestEndedAt, 'Session Ended', { ...(code !== undefined && { code }) }),
    ...change(session.endedAt, 'Stream End'),
    ...(session.health?.takeovers ?? []).flatMap((takeover) =>
      takeover.outcome === 'refused'
        ? change(takeover.at, 'Stream Takeover Failure', { code: takeover.code })
        : change(takeover.at, 'Stream Takeover'),
    ),
  ];
}

function healthChanges({ health, ...session }: ExportedSession): Parts[] {
  const ends = [session.endedAt, session.ingestEndedAt, session.failedAt];
  const change = (at: string | undefined, name: string): Parts[] => {
    if (at === undefined) return [];
    return [{ at, detailType: 'IVS Stream Health Change', name, detail: { event_name: name } }];
  };
  const spells = (health?.starvation?.spells ?? []).flatMap(({ from, to }) => [
    ...change(from, 'Starvation Start'),
    // The end of the session ends a spell, too: then no event did.
    ...change(ends.includes(to) ? undefined : to, 'Starvation End'),
  ]);
  const breaches = (health?.breaches ?? []).map(
    ({ at, limit, value, unit, exceededBy }): Parts => ({
      ...{ at, detailType: 'IVS Limit Breach', name: limit },
      detail: {
        limit_name: limit,
        ...{ limit_value: value, limit_unit: unit, exceeded_by: exceededBy },
      },
    }),
  );
  return [...spells, ...breaches];
}

function eventOf(
  { channelArn, streamId, channelName }: ExportedSession,
  { id, at, detailType, name, detail }: Parts & { id: string },
): IvsEvent {
  const { region = '', account = '' } = parseArn(channelArn) ?? {};
  const said = detail.channel_name;
  const known = typeof said === 'string' && said !== '' ? said : channelName;
  return {
    ...{ id, time: isoTime(Date.parse(at)), account, region, detailType, name },
    ...{ channelArn, streamId },
    ...(known !== undefined && { channelName: known }),
    detail: {
      [NAME_MEMBER[detailType]]: name,
      stream_id: streamId,
      ...(known !== undefined && { channel_name: known }),
      ...detail,
    },
  };
}

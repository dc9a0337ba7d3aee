import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import { beganAt } from './session-texts.ts';

/** The sessions of the channel that overlap this session. */
export function exportPath(session: FullSessionView, channel: string): string {
  const { endedAt, ingestEndedAt, failedAt } = session;
  const from = beganAt(session);
  const to = endedAt ?? ingestEndedAt ?? failedAt;
  const query = new URLSearchParams({ channel, ...(from && { from }), ...(to && { to }) });
  return `/console/api/export?${query}`;
}

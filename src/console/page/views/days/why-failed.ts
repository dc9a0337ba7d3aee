import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';

type Failed = Pick<FullSessionView, 'startedAt' | 'reason' | 'code'>;

/** Why a session failed, in the words of IVS if there are any. */
export function whyFailed({ startedAt, reason, code }: Failed): string {
  const said = [reason, code && `(${code})`].filter((text) => text).join(' ');
  if (startedAt !== undefined) return said || 'The stream broke off. IVS gave no reason.';
  const never = 'It never went live.';
  return said ? `${never} ${said}` : `${never} IVS gave no reason.`;
}

/** What to do about it. */
export const todoOf = ({ startedAt }: Failed): string =>
  startedAt === undefined
    ? 'Check what the encoder sends: H.264 video and AAC audio, within the limits of the channel type. Then connect it again.'
    : 'Check the network of the encoder and its log at this time. Most encoders connect again by themselves: see the next session of the channel.';

/** When a session failed, ISO 8601. */
export const failedAtOf = (session: FullSessionView): string =>
  session.failedAt ??
  session.ingestEndedAt ??
  session.endedAt ??
  session.startedAt ??
  session.createdAt ??
  session.seenAt ??
  '';

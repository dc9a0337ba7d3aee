import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';

type Failed = Pick<FullSessionView, 'startedAt' | 'reason' | 'code'>;

/** How a session failed. */
export const HOW = {
  never: 'never went live',
  brokeOff: 'broke off',
} as const;

/** What to do about a session that failed so. */
export const WHAT_TO_DO: Record<keyof typeof HOW, string> = {
  never:
    'Check what the encoder sends: H.264 video and AAC audio, within the limits of the channel type. Then connect it again.',
  brokeOff:
    'Do what IVS says. If it gave no reason, check the network and the log of the encoder at this time. Most encoders connect again by themselves: then the channel has a next session.',
};

export const howFailed = ({ startedAt }: Failed): keyof typeof HOW =>
  startedAt === undefined ? 'never' : 'brokeOff';

/** Why a session failed, in the words of IVS. */
export function whyFailed({ reason, code }: Failed): string {
  const said = [reason, code && `(${code})`].filter((text) => text).join(' ');
  return said || 'IVS gave no reason.';
}

/** When a session failed, ISO 8601. */
export const failedAtOf = (session: FullSessionView): string =>
  session.failedAt ??
  session.ingestEndedAt ??
  session.endedAt ??
  session.startedAt ??
  session.createdAt ??
  session.seenAt ??
  '';

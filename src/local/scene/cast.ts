/** What a channel of the scene shows. */
export type Role =
  /** Live, healthy. */
  | 'live'
  /** Live, but its encoder sends no data. */
  | 'starving'
  /** Live for so long that its stream key is overdue. */
  | 'overdue'
  /** Its last stream failed. */
  | 'failed'
  /** Its stream has ended, and too many like it would be deleted at once. */
  | 'held'
  /** It had streams, and will be deleted or get a new key some day. */
  | 'offline';

export interface CastMember {
  name: string;
  role: Role;
  tags: Record<string, string>;
  /** Viewers at the peak of a live stream. */
  audience: number;
}

const tags = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`autopilot:${name}`, value]));

const member = (
  name: string,
  role: Role,
  values: Record<string, string> = {},
  audience = 0,
): CastMember => ({ name, role, tags: tags(values), audience });

/** The thirty channels of the scene. The first one gets metadata. */
export const CAST: readonly CastMember[] = [
  member('quiz-night', 'live', { 'rotate-key': 'on-end' }, 4_180),
  member('main-stage', 'live', { protect: 'true' }, 12_650),
  member('second-stage', 'live', {}, 3_320),
  member('backstage-cam', 'live', {}, 240),
  member('auction-live', 'live', { 'auto-delete': '2h' }, 890),
  member('morning-yoga', 'live', { 'auto-delete': '30m', 'rotate-key': 'on-end' }, 132),
  member('chess-finals', 'live', { 'rotate-key': '30d' }, 1_975),
  member('city-marathon', 'live', {}, 6_410),
  member('cooking-school', 'starving', { 'auto-delete': '1d' }, 415),
  member('lobby-24h', 'overdue', { 'rotate-key': '30d' }, 58),
  member('press-room', 'failed', { 'rotate-key': 'on-end' }),
  ...[1, 2, 3, 4, 5, 6].map((n) => member(`webinar-0${n}`, 'held', { 'auto-delete': '5s' })),
  ...[1, 2, 3, 4].map((n) => member(`workshop-0${n}`, 'offline', { 'auto-delete': `${n * 2}d` })),
  ...[1, 2, 3].map((n) => member(`lecture-0${n}`, 'offline', { 'rotate-key': `${n * 15}d` })),
  member('studio-a', 'offline', { protect: 'true', 'rotate-key': '7d' }),
  member('studio-b', 'offline', { 'rotate-key': 'daily' }),
  member('town-hall', 'offline', { 'auto-delete': '7d', 'rotate-key': 'never' }),
  member('charity-gala', 'offline'),
  member('rehearsal', 'offline', { 'auto-delete': 'true', protect: 'true' }),
  member('archive-feed', 'offline'),
];

import type { PlannedChannel } from '../../../../explain/planned-channel.ts';
import { Badge } from '../../parts/badge.tsx';
import { ChannelName, channelIdOf } from '../../parts/channel-name.tsx';
import type { Column } from '../../parts/table/table.tsx';
import { Since, Time, Until } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { now } from '../../state/now.ts';
import { actionText } from './rows.ts';

/** What the plan shows of each channel. */
export const COLUMNS: readonly Column<PlannedChannel>[] = [
  {
    ...{ id: 'channel', title: 'Channel', isRowHeader: true },
    cell: ({ channelArn, name }) => <ChannelName {...{ channelArn, name }} />,
    sortBy: ({ channelArn, name }) => name || channelIdOf(channelArn),
  },
  { id: 'at', title: 'When', cell: (one) => <When channel={one} />, sortBy: dueOf },
  {
    ...{ id: 'what', title: 'What', sortBy: actionText },
    cell: (one) => <What channel={one} />,
  },
  { id: 'why', title: 'Why', cell: ({ why }) => <bdi>{why}</bdi>, sortBy: ({ why }) => why },
];

/** Numbers are sorted much faster than texts. */
function dueOf({ at }: PlannedChannel): number | undefined {
  return at === undefined ? undefined : Date.parse(at);
}

function When({ channel: { next, at } }: { channel: PlannedChannel }) {
  if (next === undefined) return <span class="quiet">–</span>;
  if (at === undefined) return 'after its stream ends';
  if (Date.parse(at) <= now.peek()) return 'now';
  return (
    <>
      <Until at={at} />{' '}
      <span class="quiet second">
        <Time at={at} />
      </span>
    </>
  );
}

function What({ channel }: { channel: PlannedChannel }) {
  const { next, mode, stopped, waitsForSurvey, limitedUntil, overdueSince } = channel;
  return (
    <>
      <span class={next === 'delete-channel' ? 'bad' : next === undefined ? 'quiet' : ''}>
        {actionText(channel)}
      </span>{' '}
      {mode === 'plan' && <Badge>only reported: mode plan</Badge>}
      {mode === 'off' && <Badge>mode off</Badge>}
      {stopped && (
        <Link to="/cleanup">
          <Badge tone="bad">waits for your approval</Badge>
        </Link>
      )}
      {waitsForSurvey && <Badge tone="warn">waits for the survey</Badge>}
      {overdueSince !== undefined && (
        <Badge tone="bad">
          overdue for <Since at={overdueSince} />
        </Badge>
      )}
      {limitedUntil !== undefined && (
        <Badge tone="warn">
          limited, at the latest <Time at={limitedUntil} />
        </Badge>
      )}
    </>
  );
}

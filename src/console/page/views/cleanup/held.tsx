import type { CleanupStatus, HeldDeletion } from '../../../../cleanup/status.ts';
import { matches } from '../../format/matches.ts';
import { countText, plural } from '../../format/units.ts';
import { channelIdOf } from '../../parts/channel-name.tsx';
import { DialogButton } from '../../parts/dialog-button.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Search } from '../../parts/search.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Time, Until } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { channelPath, sessionPath } from '../../routing/paths.ts';
import { useParameter } from '../../routing/query.ts';
import { ApproveDialog } from './approve-dialog.tsx';
import { lastStreamOf, type StoppedCleanup, windowText } from './cleanup-texts.ts';

/** The channels that wait for approval. */
export function Held({ stopped, status }: { stopped: StoppedCleanup; status: CleanupStatus }) {
  const { id, at, channels, allowed, deleted, recountAt, expiresAt, members } = stopped;
  const [search] = useParameter('q');
  const rows = members.filter((member) => matches(search, member));
  return (
    <section aria-labelledby="held">
      <h2 id="held">Waiting for approval</h2>
      <div class="problem">
        <p>
          <strong>Cleanup has stopped itself.</strong> {plural(channels, 'channel')}{' '}
          {channels === 1 ? 'is' : 'are'} due, {countText(deleted)} deleted in the{' '}
          {windowText(status.windowSeconds)} before, and the limit is {countText(allowed)}.
        </p>
        <p>
          If these channels are meant to be deleted, approve them. If not, correct their tags: the
          due channels are counted again <Until at={recountAt} />, and cleanup goes on by itself if
          they are within the limit.
        </p>
      </div>
      <Facts>
        <Fact title="Set">
          <code>{id}</code>
        </Fact>
        <Fact title="Stopped">
          <Time at={at} />
        </Fact>
        <Fact title="Expires">
          <Time at={expiresAt} />. If too many channels are due then, cleanup stops again.
        </Fact>
      </Facts>
      <div class="actions">
        <DialogButton label={`Approve the deletion of ${plural(channels, 'channel')}…`}>
          {(close) => <ApproveDialog opened={stopped} onClose={close} />}
        </DialogButton>
      </div>
      <div class="filters">
        <Search label="Filter" placeholder="name, id or ARN" />
      </div>
      <Table
        caption="Channels that wait for approval"
        columns={COLUMNS}
        rows={rows}
        keyOf={keyOf}
        empty={
          members.length === 0
            ? 'The channels of the set are being loaded.'
            : 'No channel matches the filter.'
        }
      />
    </section>
  );
}

const keyOf = ({ channelArn }: HeldDeletion): string => channelArn;

const COLUMNS: readonly Column<HeldDeletion>[] = [
  {
    ...{ id: 'name', title: 'Channel', isRowHeader: true },
    sortBy: ({ name, channelArn }) => name ?? channelIdOf(channelArn),
    cell: ({ channelArn, name }) => (
      <>
        <Link to={channelPath(channelIdOf(channelArn))}>
          <bdi>{name || channelIdOf(channelArn)}</bdi>
        </Link>
        <code class="block quiet">{channelArn}</code>
      </>
    ),
  },
  { id: 'why', title: 'Because', cell: ({ reasonText }) => reasonText },
  {
    ...{ id: 'end', title: 'Last stream ended', sortBy: (one) => lastStreamOf(one).at },
    cell: (one) => {
      const { streamId, at } = lastStreamOf(one);
      if (streamId === undefined)
        return (
          <>
            never live, first seen <Time at={at} />
          </>
        );
      return (
        <>
          <Time at={at} />
          <Link class="id block" to={sessionPath(channelIdOf(one.channelArn), streamId)}>
            {streamId}
          </Link>
        </>
      );
    },
  },
];

import { parseArn } from '../../../../ivs/arn.ts';
import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import { bitrateText, countText } from '../../format/units.ts';
import { Badge } from '../../parts/badge.tsx';
import { ChannelName } from '../../parts/channel-name.tsx';
import { Sparkline } from '../../parts/chart/sparkline.tsx';
import type { Column } from '../../parts/table/table.tsx';
import { Since } from '../../parts/time.tsx';
import { Picture } from './picture.tsx';

const startOf = ({ startedAt, createdAt, seenAt }: FullSessionView): string =>
  startedAt ?? createdAt ?? seenAt ?? '';

/** What the table of live streams shows of each. */
export const COLUMNS: readonly Column<FullSessionView>[] = [
  {
    ...{ id: 'channel', title: 'Channel', isRowHeader: true },
    cell: ({ channelArn, channelName }) => <ChannelName {...{ channelArn }} name={channelName} />,
    sortBy: ({ channelArn, channelName }) => channelName || parseArn(channelArn)?.id,
  },
  {
    ...{ id: 'duration', title: 'Live for', isLargestFirst: true },
    cell: (one) => <Since at={startOf(one)} />,
    // The earlier the start, the longer it is live.
    sortBy: (one) => -Date.parse(startOf(one)),
  },
  {
    ...{ id: 'health', title: 'Health', isLargestFirst: true },
    cell: (one) => <Health session={one} />,
    sortBy: ({ starvingSince }) => Number(starvingSince !== undefined),
  },
  {
    ...{ id: 'viewers', title: 'Viewers', isNumber: true },
    cell: (one) => <Viewers session={one} />,
    sortBy: ({ viewers }) => viewers?.lastCount,
  },
  {
    ...{ id: 'resolution', title: 'Resolution', isNumber: true },
    cell: ({ ingest }) =>
      known(ingest?.video, ({ width, height }) => width && `${width}×${height}`),
    sortBy: ({ ingest }) => ingest?.video?.height,
  },
  {
    ...{ id: 'framerate', title: 'Frames/s', isNumber: true },
    cell: ({ ingest }) => known(ingest?.video?.framerate, countText),
    sortBy: ({ ingest }) => ingest?.video?.framerate,
  },
  {
    ...{ id: 'bitrate', title: 'Bitrate', isNumber: true },
    cell: ({ ingest }) => known(ingest?.video?.bitrate, bitrateText),
    sortBy: ({ ingest }) => ingest?.video?.bitrate,
  },
];

/** On the one-machine stack. */
export const PICTURE: Column<FullSessionView> = {
  ...{ id: 'picture', title: 'Picture' },
  cell: ({ channelArn, channelName }) => <Picture {...{ channelArn }} name={channelName} />,
};

function Health({ session: { starvingSince } }: { session: FullSessionView }) {
  if (starvingSince === undefined) return <Badge tone="good">healthy</Badge>;
  return (
    <span title="The encoder sends no data, or too little. Check the encoder and its network.">
      <Badge tone="bad">starving</Badge> <Since at={starvingSince} />
    </span>
  );
}

function Viewers({ session: { viewers } }: { session: FullSessionView }) {
  if (!viewers) return <Unknown why="Viewers are counted once a minute." />;
  return (
    <span class="viewers">
      {viewers.curve && <Sparkline counts={viewers.curve.counts} label="Viewers, newest" />}
      <span class="count">{countText(viewers.lastCount)}</span>
    </span>
  );
}

function known<Value>(
  value: Value | undefined,
  text: (value: Value) => string | number | undefined,
) {
  const shown = value === undefined ? undefined : text(value);
  return shown || <Unknown why="IVS tells it one to two minutes after the start." />;
}

const Unknown = ({ why }: { why: string }) => (
  <span class="quiet" title={why}>
    <span aria-hidden="true">–</span>
    <span class="visually-hidden">unknown</span>
  </span>
);

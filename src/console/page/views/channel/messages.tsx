import type {
  AnsweredMessage,
  ChannelMetadata,
} from '../../../../metadata/history/channel-metadata.ts';
import { durationText, shortDurationText } from '../../format/time.ts';
import { bytesText, countText, plural } from '../../format/units.ts';
import { Badge } from '../../parts/badge.tsx';
import { WithAnswer } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useTopic } from '../../state/topics.ts';
import { outcomeText } from './message-fate.ts';

/** What waits for the viewers of a channel, and the last messages with how each ended. */
export function Messages({ id }: { id: string }) {
  const state = useTopic('metadata', id);
  return (
    <section aria-labelledby="messages">
      <h2 id="messages">Timed metadata</h2>
      <WithAnswer state={state}>
        {({ metadata }) => (
          <>
            <p>{waitingText(metadata)}</p>
            <Table
              caption="The last messages"
              columns={COLUMNS}
              rows={metadata.messages}
              keyOf={keyOf}
              prefix="messages-"
              empty={metadata.history === 'on' ? NONE : OFF}
            />
          </>
        )}
      </WithAnswer>
    </section>
  );
}

function waitingText({ history, waiting, ...metadata }: ChannelMetadata): string {
  const { waitingSeconds, perSecond } = metadata;
  const rate =
    history === 'on'
      ? ` ${countText(perSecond)} messages delivered a second in the last minute.`
      : '';
  if (waiting === 0) return `Nothing waits.${rate}`;
  const takes = waitingSeconds > 0 ? `, which takes ${durationText(waitingSeconds * 1_000)}` : '';
  return `About ${plural(waiting, 'request')} to IVS ${waiting === 1 ? 'waits' : 'wait'}${takes}.${rate}`;
}

const NONE =
  'No message has ended lately. Send a test message: how it ends is shown here within seconds.';
const OFF =
  'The setting metadataHistory is off, so it is not stored how messages ended. Set it to on, and deploy again.';

const keyOf = ({ id, at }: AnsweredMessage): string => `${at} ${id}`;

const COLUMNS: readonly Column<AnsweredMessage>[] = [
  {
    ...{ id: 'at', title: 'Ended', isRowHeader: true },
    cell: ({ at, id }) => (
      <>
        <Time at={at} />
        <span class="id quiet block">{id}</span>
      </>
    ),
  },
  {
    ...{ id: 'outcome', title: 'Outcome' },
    cell: ({ outcome }) => {
      const { text, tone } = outcomeText(outcome);
      return <Badge tone={tone}>{text}</Badge>;
    },
  },
  { id: 'key', title: 'Key', cell: ({ key }) => (key === undefined ? '' : <bdi>{key}</bdi>) },
  {
    ...{ id: 'age', title: 'After', isNumber: true },
    cell: ({ ageMs }) => shortDurationText(ageMs),
  },
  { id: 'bytes', title: 'Size', isNumber: true, cell: ({ bytes }) => bytesText(bytes) },
  {
    ...{ id: 'preview', title: 'Payload' },
    cell: ({ preview }) => (
      <code class="words">
        <bdi>{preview}</bdi>
      </code>
    ),
  },
];

import { letterFunction, type StoredLetter } from '../../../../dead-letters/letter.ts';
import { bytesText, countText } from '../../format/units.ts';
import { Badge } from '../../parts/badge.tsx';
import { ChannelName } from '../../parts/channel-name.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Time } from '../../parts/time.tsx';
import { about } from '../../state/about.ts';
import { now } from '../../state/now.ts';
import { isExpired } from './outcomes.ts';

interface LetterTableProps {
  letters: readonly StoredLetter[];
  chosen: readonly StoredLetter[];
  setSelected: (ids: ReadonlySet<string>) => void;
  setOpen: (id: string) => void;
}

/** Dead letters, newest first. */
export function LetterTable({ letters, ...props }: LetterTableProps) {
  const columns = about.value?.isReadOnly
    ? columnsFor(props)
    : [selectColumn(props), ...columnsFor(props)];
  return (
    <Table
      caption="Dead letters"
      columns={columns}
      rows={letters}
      keyOf={({ id }) => id}
      gone="retried or dropped"
      empty="No letter matches the filter."
    />
  );
}

function selectColumn({
  chosen,
  setSelected,
}: Omit<LetterTableProps, 'letters'>): Column<StoredLetter> {
  const selected = new Set(chosen.map(({ id }) => id));
  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  return {
    ...{ id: 'select', title: 'Select' },
    cell: ({ id, reason }) => (
      <input
        type="checkbox"
        aria-label={`Select letter ${id}: ${reason}`}
        checked={selected.has(id)}
        onChange={() => toggle(id)}
      />
    ),
  };
}

function columnsFor({
  setOpen,
}: Pick<LetterTableProps, 'setOpen'>): readonly Column<StoredLetter>[] {
  return [
    {
      ...{ id: 'reason', title: 'Reason', isRowHeader: true, sortBy: ({ reason }) => reason },
      cell: ({ id, reason }) => (
        <button type="button" class="text-button" onClick={() => setOpen(id)}>
          <bdi>{reason}</bdi>
        </button>
      ),
    },
    {
      ...{ id: 'died', title: 'Died', sortBy: ({ diedAt }) => diedAt },
      cell: ({ diedAt }) => <Time at={diedAt} />,
    },
    { id: 'function', title: 'Function', cell: (one) => letterFunction(one) ?? 'not known' },
    {
      ...{ id: 'channel', title: 'Channel', sortBy: ({ channelArn }) => channelArn },
      cell: ({ channelArn }) =>
        channelArn && (
          <span class="nowrap">
            <ChannelName channelArn={channelArn} />
          </span>
        ),
    },
    {
      ...{ id: 'tries', title: 'Tries', isNumber: true, sortBy: ({ tries }) => tries },
      cell: ({ tries }) => (tries === undefined ? '–' : countText(tries)),
    },
    { id: 'bytes', title: 'Size', isNumber: true, cell: ({ bytes }) => bytesText(bytes) },
    {
      ...{ id: 'preview', title: 'Content' },
      cell: (letter) => (
        <>
          {isExpired(letter, now.value) && <Badge tone="warn">expired</Badge>}{' '}
          <code class="words">
            <bdi>{letter.preview}</bdi>
          </code>
        </>
      ),
    },
  ];
}

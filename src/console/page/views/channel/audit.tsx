import type { AuditAnswer, AuditRecord } from '../../../../explain/audit-trail.ts';
import { addressOf } from '../../../protocol/topics.ts';
import { Badge } from '../../parts/badge.tsx';
import { More } from '../../parts/pager.tsx';
import { Problem, WithAnswer } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Time } from '../../parts/time.tsx';
import { Words } from '../../parts/words.tsx';
import { useTopic } from '../../state/topics.ts';
import { useList } from '../../state/use-list.ts';
import { auditTexts } from './audit-texts.ts';

/** What was done to a channel, or not done, and why; newest first. */
export function Audit({ id }: { id: string }) {
  const state = useTopic('audit', id);
  const list = useList(addressOf('audit', id), state.answer, recordsOf, keyOf);
  return (
    <section aria-labelledby="audit">
      <h2 id="audit">Audit</h2>
      <WithAnswer state={state}>
        {() => (
          <Table
            caption="What was done to the channel"
            columns={COLUMNS}
            rows={list.items}
            keyOf={keyOf}
            prefix="audit-"
            empty="Nothing was done to this channel yet. Deletions, new keys and what operators ask for are noted here for a year."
          />
        )}
      </WithAnswer>
      {list.problem !== undefined && <Problem message={list.problem} />}
      <More {...list} />
    </section>
  );
}

const recordsOf = ({ records }: AuditAnswer): readonly AuditRecord[] => records;
const keyOf = ({ at, action }: AuditRecord): string => `${at} ${action}`;

const COLUMNS: readonly Column<AuditRecord>[] = [
  { id: 'at', title: 'Time', cell: ({ at }) => <Time at={at} /> },
  {
    ...{ id: 'action', title: 'Action', isRowHeader: true },
    cell: (record) => auditTexts(record).action,
  },
  {
    ...{ id: 'outcome', title: 'Outcome' },
    cell: (record) => {
      const { outcome, tone } = auditTexts(record);
      return <Badge tone={tone}>{outcome}</Badge>;
    },
  },
  { id: 'why', title: 'Because', cell: (record) => auditTexts(record).why },
  {
    ...{ id: 'by', title: 'Asked by' },
    cell: (record) => <Words text={auditTexts(record).by} />,
  },
  {
    ...{ id: 'detail', title: 'Detail' },
    cell: (record) => <Words text={auditTexts(record).detail} />,
  },
];

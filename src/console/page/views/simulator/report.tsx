import type { SimulatorState } from '../../../protocol/simulator.ts';
import { countText } from '../../format/units.ts';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Time } from '../../parts/time.tsx';

type ReportProps = Pick<SimulatorState, 'violations' | 'requests'>;

/** How requests to the simulated IVS ended. */
export function Report({ violations, requests }: ReportProps) {
  const rows = Object.entries(requests).map(([operation, counts]) => ({ operation, ...counts }));
  return (
    <>
      <section aria-labelledby="violations">
        <h2 id="violations">Requests over a quota</h2>
        <Table
          caption="Requests over a quota, newest first"
          columns={VIOLATIONS}
          rows={violations}
          keyOf={keyOf}
          prefix="violations-"
          empty="No request went over a quota. ivs-autopilot keeps to the quotas; a program of yours may not."
        />
      </section>
      <section aria-labelledby="requests">
        <h2 id="requests">Requests</h2>
        <Table
          caption="Requests by operation"
          columns={REQUESTS}
          rows={rows}
          keyOf={({ operation }) => operation}
          prefix="requests-"
          sort="-ok"
          empty="No request has come yet."
        />
      </section>
    </>
  );
}

type Violation = ReportProps['violations'][number];

const keyOf = ({ at, operation, resource, rule }: Violation): string =>
  JSON.stringify([at, operation, resource, rule]);

const VIOLATIONS: readonly Column<Violation>[] = [
  { id: 'at', title: 'Time', cell: ({ at }) => <Time at={at} /> },
  { id: 'operation', title: 'Operation', isRowHeader: true, cell: ({ operation }) => operation },
  { id: 'rule', title: 'Quota', cell: ({ rule }) => rule },
  {
    ...{ id: 'resource', title: 'Resource' },
    cell: ({ resource }) => <code class="words">{resource}</code>,
  },
];

type Requests = { operation: string } & ReportProps['requests'][string];

const REQUESTS: readonly Column<Requests>[] = [
  {
    ...{ id: 'operation', title: 'Operation', isRowHeader: true },
    ...{ sortBy: ({ operation }) => operation, cell: ({ operation }) => operation },
  },
  {
    ...{ id: 'ok', title: 'OK', isNumber: true },
    ...{ sortBy: ({ ok }) => ok, cell: ({ ok }) => countText(ok) },
  },
  {
    ...{ id: 'throttled', title: 'Throttled', isNumber: true },
    ...{ sortBy: ({ throttled }) => throttled, cell: ({ throttled }) => countText(throttled) },
  },
  {
    ...{ id: 'failed', title: 'Failed', isNumber: true },
    ...{ sortBy: ({ failed }) => failed, cell: ({ failed }) => countText(failed) },
  },
];

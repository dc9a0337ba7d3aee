import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { plural } from '../../format/units.ts';
import { place } from '../../routing/location.ts';
import { setParameters, useParameter } from '../../routing/query.ts';
import { Badge } from '../badge.tsx';
import { Pager } from '../pager.tsx';
import { parseSort, type ShownRow, type SortValue, sorted, sortText } from './order.ts';
import { useRows } from './use-rows.ts';

export interface Column<Row> {
  /** Stands in the address if the table is sorted by it. */
  id: string;
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** Absent: the table cannot be sorted by this column. */
  sortBy?: (row: Row) => SortValue;
  /** Numbers stand on the right. Sorting begins with the largest. */
  isNumber?: boolean;
  /** Sorting begins with the largest, as with numbers. */
  isLargestFirst?: boolean;
  /** Names the row. Its first link or button is what Enter opens. */
  isRowHeader?: boolean;
}

export interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** The column of the order at first, with a minus for the largest first. Absent: the order of `rows`. */
  sort?: string;
  /** Before the names of the parameters in the address, if a view has several tables. */
  prefix?: string;
  /** Stands where the rows would be if there are none. */
  empty: ComponentChildren;
  /** Rows that need an operator. */
  isMarked?: (row: Row) => boolean;
  /** Has few short columns: it stays a table on a phone. Others become a list of cards. */
  isNarrow?: boolean;
  /** What a row is called that is not part of the list any more. */
  gone?: string;
  /** Next to the number of rows. */
  children?: ComponentChildren;
}

const PAGE_SIZE = 100;

/** A list in pages. Rows keep their place while somebody reads. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, keyOf, sort: preset = '', prefix = '', gone = 'gone' } = props;
  const [order] = useParameter(`${prefix}sort`, preset);
  const [page] = useParameter(`${prefix}page`, '1');
  const column = columns.find(({ id }) => id === parseSort(order).column);
  const newest = useMemo(() => {
    const sortBy = column?.sortBy;
    return sortBy ? sorted(rows, sortBy, parseSort(order).descending) : rows;
  }, [rows, order, column?.id]);
  const shown = useRows(newest, keyOf, requestOf(prefix));
  if (shown.rows.length === 0) return <div class="empty">{props.empty}</div>;
  const pages = Math.ceil(shown.rows.length / PAGE_SIZE);
  const current = Math.min(Math.max(1, Number(page) || 1), pages);
  return (
    <div class={`table ${props.isNarrow ? 'narrow' : 'wide'}`}>
      <div class="table-bar">
        <span>{plural(rows.length, 'row')}</span>
        {props.children}
        <button type="button" class="update" hidden={!shown.isOutdated} onClick={shown.update}>
          Update the order
        </button>
      </div>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((one) => (
              <Header key={one.id} column={one} order={order} prefix={prefix} preset={preset} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.rows.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE).map((one) => (
            <Row
              key={one.key}
              shown={one}
              columns={columns}
              gone={gone}
              isMarked={!one.isGone && (props.isMarked?.(one.row) ?? false)}
            />
          ))}
        </tbody>
      </table>
      <Pager
        page={current}
        pageSize={PAGE_SIZE}
        count={shown.rows.length}
        show={(next) => setParameters({ [`${prefix}page`]: next === 1 ? '' : String(next) })}
      />
    </div>
  );
}

/** The address without the page: what the user has asked the list for. */
function requestOf(prefix: string): string {
  const query = new URLSearchParams(place.value.query);
  query.delete(`${prefix}page`);
  return query.toString();
}

interface HeaderProps<Row> {
  column: Column<Row>;
  order: string;
  prefix: string;
  preset: string;
}

function Header<Row>({ column, order, prefix, preset }: HeaderProps<Row>) {
  const { id, title, sortBy, isNumber = false, isLargestFirst = isNumber } = column;
  const className = isNumber ? 'number' : '';
  if (!sortBy)
    return (
      <th scope="col" class={className}>
        {title}
      </th>
    );
  const current = parseSort(order);
  const isCurrent = current.column === id;
  const descending = isCurrent ? !current.descending : isLargestFirst;
  const sort = (): void => {
    const next = sortText({ column: id, descending });
    setParameters({ [`${prefix}sort`]: next === preset ? '' : next });
  };
  const direction = current.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={className} aria-sort={isCurrent ? direction : 'none'}>
      <button type="button" class={`sort ${isCurrent ? direction : ''}`} onClick={sort}>
        {title}
      </button>
    </th>
  );
}

interface RowProps<Row> {
  shown: ShownRow<Row>;
  columns: readonly Column<Row>[];
  gone: string;
  isMarked: boolean;
}

function Row<Row>({ shown: { row, isGone }, columns, gone, isMarked }: RowProps<Row>) {
  return (
    <tr class={`${isMarked ? 'marked' : ''} ${isGone ? 'gone' : ''}`} tabIndex={-1}>
      {columns.map(({ id, title, cell, isNumber, isRowHeader }) => {
        const className = isNumber ? 'number' : '';
        return isRowHeader ? (
          <th key={id} scope="row" class={className}>
            {cell(row)} {isGone && <Badge>{gone}</Badge>}
          </th>
        ) : (
          <td key={id} data-title={title} class={className}>
            {cell(row)}
          </td>
        );
      })}
    </tr>
  );
}

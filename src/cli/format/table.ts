import type { Colour, Style } from '../context.ts';
import { cut, pad, widthOf, withoutControlCharacters, wrap } from './text.ts';

/** A text, a text with a colour, or nothing. */
export type Cell = string | undefined | { text: string; colour: Colour };

export interface Column {
  title: string;
  align?: 'right';
  /** On a narrow terminal the column may shrink to this width, in columns of the terminal. */
  shrinksTo?: number;
  /** Text that does not fit continues on the next line. Without this, it is cut. */
  wraps?: true;
  /** If shrinking is not enough, columns with this member are left out, the highest number first. */
  dropOrder?: number;
}

const GAP = '  ';

/**
 * A table as lines of text. Columns that are empty in all rows are left out. On a terminal the table is
 * made to fit its width.
 *
 * @param rows one cell for each column, in the same order
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { paint, width }: Pick<Style, 'paint' | 'width'>,
): string {
  const filled = columns
    .map((column, index) =>
      measure(
        column,
        rows.map((row) => row[index]),
      ),
    )
    .filter(({ cells }) => cells.some((cell) => textOf(cell) !== ''));
  const fitting = width === undefined ? filled : fitColumns(filled, width);
  const title = fitting.map(({ title: text }): Cell => ({ text, colour: 'bold' }));
  const body = rows.map((_, row) => fitting.map(({ cells }) => cells[row]));
  return [title, ...body].flatMap((cells) => rowLines(fitting, cells, paint)).join('\n');
}

interface MeasuredColumn extends Column {
  cells: Cell[];
  width: number;
}

function measure(column: Column, cells: Cell[]): MeasuredColumn {
  const widths = cells.map((cell) => widthOf(textOf(cell)));
  return {
    ...column,
    cells,
    width: widths.reduce((a, b) => Math.max(a, b), widthOf(column.title)),
  };
}

function textOf(cell: Cell): string {
  return withoutControlCharacters(typeof cell === 'object' ? cell.text : (cell ?? ''));
}

/** A row has as many lines as its highest cell. */
function rowLines(columns: MeasuredColumn[], cells: Cell[], paint: Style['paint']): string[] {
  const texts = columns.map(({ wraps, width }, index) => {
    const text = textOf(cells[index]);
    return wraps ? wrap(text, width) : [text];
  });
  const height = texts.reduce((most, { length }) => Math.max(most, length), 1);
  return Array.from({ length: height }, (_, line) => {
    const parts = columns.map((column, index) =>
      renderCell(column, cells[index], texts[index]?.[line] ?? '', paint),
    );
    return parts.join(GAP).trimEnd();
  });
}

function renderCell(
  { width, align }: MeasuredColumn,
  cell: Cell,
  line: string,
  paint: Style['paint'],
): string {
  const text = pad(cut(line, width), width, align);
  return typeof cell === 'object' ? paint(cell.colour, text) : text;
}

/** Shrinks columns to fit the width. If that is not enough, leaves a column out and tries again. */
function fitColumns(columns: MeasuredColumn[], width: number): MeasuredColumn[] {
  const excess = totalWidth(columns) - width;
  if (excess <= 0) return columns;
  const slack = columns.reduce((sum, column) => sum + slackOf(column), 0);
  if (slack >= excess) return shrink(columns, excess);
  const dropped = columns.reduce<MeasuredColumn | undefined>(
    (a, b) => ((b.dropOrder ?? 0) > (a?.dropOrder ?? 0) ? b : a),
    undefined,
  );
  if (!dropped) return shrink(columns, slack);
  return fitColumns(
    columns.filter((column) => column !== dropped),
    width,
  );
}

const totalWidth = (columns: MeasuredColumn[]): number =>
  columns.reduce((sum, column) => sum + column.width, (columns.length - 1) * GAP.length);

const slackOf = ({ width, shrinksTo = width }: MeasuredColumn): number =>
  Math.max(0, width - shrinksTo);

/** Takes `excess` terminal columns away, one at a time, from the column that is the widest then. */
function shrink(columns: MeasuredColumn[], excess: number): MeasuredColumn[] {
  const fitted = columns.map((column) => ({ ...column }));
  for (let left = excess; left > 0; left -= 1) {
    const shrinkable = fitted.filter((column) => slackOf(column) > 0);
    const widest = shrinkable.reduce<MeasuredColumn | undefined>(
      (a, b) => (a && a.width >= b.width ? a : b),
      undefined,
    );
    if (widest) widest.width -= 1;
  }
  return fitted;
}

/**
 * Labels and texts, one below the other. On a terminal, long texts continue under their beginning.
 *
 * @param rows those without a text are left out
 */
export function propertyList(
  rows: readonly (readonly [label: string, text: string | undefined])[],
  { paint, width }: Pick<Style, 'paint' | 'width'>,
): string {
  const known = rows.filter((row): row is readonly [string, string] => row[1] !== undefined);
  const labelWidth = known.reduce((most, [label]) => Math.max(most, widthOf(label)), 0);
  const indent = GAP.length + labelWidth + GAP.length;
  return known
    .map(([label, value]) => {
      const text = withoutControlCharacters(value);
      const lines = width === undefined ? [text] : wrap(text, width - indent);
      return `${GAP}${paint('dim', pad(label, labelWidth))}${GAP}${lines.join(`\n${' '.repeat(indent)}`)}`;
    })
    .join('\n');
}

import type { CliContext, Colour } from '../context.ts';
import { cut, pad, widthOf, withoutControlCharacters } from './text.ts';

/** A cell: a text, or one with a colour. Absent ones stay empty. */
export type Cell = string | undefined | { text: string; colour: Colour };

export interface Column {
  title: string;
  align?: 'right';
  /** On a narrow terminal its texts may be cut to so many columns. */
  shrinksTo?: number;
  /** On a terminal that is still too narrow it goes, highest first. */
  dropOrder?: number;
}

const GAP = '  ';

/**
 * A table as lines of text. Columns without a single text are left out. On a terminal it is made to fit;
 * elsewhere everything is told in full.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { paint, width }: Pick<CliContext, 'paint' | 'width'>,
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
  const title = fitting.map((column) =>
    renderCell(column, { text: column.title, colour: 'bold' }, paint),
  );
  const lines = rows.map((_, row) =>
    fitting.map((column) => renderCell(column, column.cells[row], paint)),
  );
  return [title, ...lines].map((cells) => cells.join(GAP).trimEnd()).join('\n');
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

function renderCell(column: MeasuredColumn, cell: Cell, paint: CliContext['paint']): string {
  const text = pad(cut(textOf(cell), column.width), column.width, column.align);
  return typeof cell === 'object' ? paint(cell.colour, text) : text;
}

/** Shrinks what may be shrunk; if that is not enough, drops a column and tries again. */
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

/** The widest that may give does, a column at a time. */
function shrink(columns: MeasuredColumn[], excess: number): MeasuredColumn[] {
  const fitted = columns.map((column) => ({ ...column }));
  for (let left = excess; left > 0; left -= 1) {
    const giving = fitted.filter((column) => slackOf(column) > 0);
    const widest = giving.reduce<MeasuredColumn | undefined>(
      (a, b) => (a && a.width >= b.width ? a : b),
      undefined,
    );
    if (widest) widest.width -= 1;
  }
  return fitted;
}

/** Facts under each other: label and text; absent ones are left out. */
export function propertyList(
  rows: readonly (readonly [label: string, text: string | undefined])[],
  { paint }: Pick<CliContext, 'paint'>,
): string {
  const known = rows.filter(([, text]) => text !== undefined);
  const widest = known.reduce((most, [label]) => Math.max(most, widthOf(label)), 0);
  return known
    .map(
      ([label, text]) =>
        `  ${paint('dim', pad(label, widest))}  ${withoutControlCharacters(text ?? '')}`,
    )
    .join('\n');
}

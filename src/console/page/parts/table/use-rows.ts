import { useMemo, useRef, useState } from 'preact/hooks';
import { isReading } from '../../state/reading.ts';
import { inOrder, inPlace, isOutdated, type ShownRow } from './order.ts';

interface Rows<Row> {
  rows: ShownRow<Row>[];
  /** The rows would stand elsewhere in the newest order. */
  isOutdated: boolean;
  /** Puts them in the newest order. */
  update: () => void;
}

/**
 * Keeps the order of rows while somebody reads.
 *
 * @param rows the newest rows, in order
 * @param request what the user has asked for: another one puts the rows in order
 */
export function useRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  request: string,
): Rows<Row> {
  const [updates, setUpdates] = useState(0);
  const shown = useRef<ShownRow<Row>[]>([]);
  const shownFor = useRef('');
  const wanted = `${updates} ${request}`;
  const isKept = shownFor.current === wanted && shown.current.length > 0 && isReading.value;
  shownFor.current = wanted;
  shown.current = useMemo(
    () => (isKept ? inPlace(shown.current, rows, keyOf) : inOrder(rows, keyOf)),
    [rows, wanted, isKept],
  );
  return {
    rows: shown.current,
    isOutdated: isOutdated(shown.current, rows, keyOf),
    update: () => setUpdates(updates + 1),
  };
}

import { curveOf, type ViewerCurve } from '../viewers/curve.ts';
import type { ViewerRecord } from '../viewers/store.ts';

/** The number of viewers of a session over time. */
export interface ViewerStatistics {
  /** The most viewers in any sample. */
  peak: number;
  /** When the peak was, ISO 8601. */
  peakAt: string;
  /** Weighted by time, rounded to one decimal place; absent until there are two samples. */
  mean?: number;
  /** Viewers in the latest sample. */
  lastCount: number;
  /** When the latest sample was, ISO 8601. */
  lastAt: string;
  /** In lists only its newest points. Absent if the viewers were counted by code that kept no curve. */
  curve?: ViewerCurve;
}

/** How much of its curve a session is answered with: in lists the newest points. */
export type CurvePart = 'whole' | 'newest';

/** Half an hour of a stream that has been live for up to two hours. */
const NEWEST_POINTS = 30;

export function viewerStatistics(record: ViewerRecord, part: CurvePart): ViewerStatistics {
  const { peak, peakAt, lastCount, lastAt, viewerSeconds, coveredSeconds, curve } = record;
  const mean = Math.round((viewerSeconds / coveredSeconds) * 10) / 10;
  const points = part === 'newest' ? NEWEST_POINTS : undefined;
  return {
    ...{ peak, peakAt, ...(coveredSeconds > 0 && { mean }), lastCount, lastAt },
    ...(curve && { curve: curveOf(curve, points) }),
  };
}

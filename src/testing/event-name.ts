import type { IvsEventBridgeEvent } from '../simulator/index.ts';

/**
 * @returns the name of an event: `Stream Start`, `Starvation End`, `Recording End`, or the limit that was breached,
 *   such as `Ingest Bitrate`
 */
export function eventName({ detail }: Pick<IvsEventBridgeEvent, 'detail'>): string {
  const { event_name, recording_status, limit_name, limit } = detail;
  return String(event_name ?? recording_status ?? limit_name ?? limit);
}

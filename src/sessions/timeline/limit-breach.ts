import { numberOf, textOf } from '../detail-members.ts';
import type { LimitBreach } from '../details/health.ts';
import type { RecordedEvent } from './event.ts';

/** @param event of detail-type IVS Limit Breach */
export function breachOf({ name, time, detail }: RecordedEvent): LimitBreach {
  return {
    at: time,
    limit: name,
    ...numberOf('value', detail.limit_value),
    ...textOf('unit', detail.limit_unit),
    ...numberOf('exceededBy', detail.exceeded_by),
  };
}

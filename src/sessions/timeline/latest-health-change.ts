import type { SessionId } from '../session-id.ts';
import type { HealthChange } from '../starving.ts';
import type { EventPosition, RecordedEvent } from './event.ts';
import type { EventReader } from './event-pages.ts';

/** Nearly always one page is enough: few events follow a change of health. */
const PAGE_SIZE = 25;

/**
 * The latest Starvation Start or Starvation End of a session. Reads its events newest first, up to that
 * one: most often one query.
 *
 * Within one second the order of events is unknown, see `StarvationFold`. An end of the same second counts
 * as the later one: the stream would otherwise seem to starve until its next change.
 */
export async function latestHealthChange(
  store: EventReader,
  id: SessionId,
): Promise<HealthChange | undefined> {
  let latest: HealthChange | undefined;
  let after: EventPosition | undefined;
  for (;;) {
    const page = await store.listEvents(id, PAGE_SIZE, after, { newestFirst: true });
    for (const event of page.events) {
      if (latest && !isSameSecond(event.time, latest.at)) return latest;
      const change = healthChangeOf(event);
      if (change && latest?.type !== 'end') latest = change;
    }
    after = page.events.at(-1);
    if (!page.more || !after) return latest;
  }
}

/** An implausible time could be later than all others for years. */
function healthChangeOf({ detailType, name, time, odd }: RecordedEvent): HealthChange | undefined {
  if (detailType !== 'IVS Stream Health Change' || odd) return undefined;
  if (name === 'Starvation Start') return { type: 'start', at: time };
  return name === 'Starvation End' ? { type: 'end', at: time } : undefined;
}

const isSameSecond = (a: string, b: string): boolean =>
  Math.floor(Date.parse(a) / 1_000) === Math.floor(Date.parse(b) / 1_000);

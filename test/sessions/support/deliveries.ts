import { DETAIL_TYPES, type DetailType } from '../../../src/ivs/events.ts';
import { type ClassifiedEvent, classify } from '../../../src/sessions/event-meaning.ts';
import { type Recorder, recordEvent, recordRepairs } from '../../../src/sessions/record-event.ts';
import fc from '../../support/fast-check.ts';
import { parsedEvent } from '../../support/ivs-events.ts';

export interface Delivery {
  event: ClassifiedEvent;
  /** It was not delivered; it was derived from an answer of IVS. */
  repaired: boolean;
}

const NAMES: Record<DetailType, string[]> = {
  'IVS Stream State Change': [
    'Session Created',
    'Stream Start',
    'Session Ended',
    'Stream End',
    'Stream Failure',
    'Stream Takeover',
    'Stream Takeover Failure',
    'Stream Rewound',
  ],
  'IVS Stream Health Change': ['Starvation Start', 'Starvation End'],
  'IVS Limit Breach': ['Ingest Bitrate'],
  'IVS Recording State Change': ['Recording Start', 'Recording End'],
};

/** Few seconds and few names, so that equal times are common. Each event has its own id. */
const oneEvent = fc
  .record({
    named: fc.constantFrom(
      ...DETAIL_TYPES.flatMap((detailType) =>
        NAMES[detailType].map((name) => ({ detailType, name })),
      ),
    ),
    second: fc.integer({ min: 55, max: 64 }),
    // Some times are wrong by years.
    years: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constantFrom(-3, 2)),
    channelName: fc.constantFrom('', 'Quiz', 'Evening quiz'),
    detail: fc.constantFrom({}, { code: 'StreamKeyReset' }, { reason: 'Transcode capacity' }),
    repaired: fc.boolean(),
    uuid: fc.uuid(),
  })
  .map(({ named, second, years, uuid, repaired, ...rest }): Delivery => {
    const time = new Date(Date.UTC(2026 + years, 10, 21, 11, 59, second)).toISOString();
    const event = parsedEvent({ id: uuid, time, ...named, ...rest });
    return { event: classify(event), repaired };
  });

export const deliveries = fc.uniqueArray(oneEvent, {
  selector: ({ event }) => event.id,
  minLength: 1,
  maxLength: 9,
});

/**
 * The events in order, and in another order in which each event is delivered one to three times.
 */
export const orders = deliveries.chain((once) =>
  fc.record({
    once: fc.constant(once),
    shuffled: fc
      .array(fc.constantFrom(...once), { maxLength: once.length * 2 })
      .chain((again) =>
        fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length }),
      ),
  }),
);

export async function deliver(recorder: Recorder, { event, repaired }: Delivery): Promise<void> {
  if (!repaired) return void (await recordEvent(recorder, event));
  const { channelArn = '', streamId = '' } = event;
  const id = { channelArn, streamId };
  const [session = id] = await recorder.store.get([id]);
  await recordRepairs(recorder, session, [event]);
}

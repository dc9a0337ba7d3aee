import { Cues } from './cues.ts';
import { FaultInjector } from './faults/fault-injector.ts';
import { jsonCopy } from './model/json-copy.ts';
import type { Settings } from './options.ts';
import { ViewerAccess } from './playback/authorization/viewer-access.ts';
import { Playback } from './playback/playback.ts';
import { SessionTokens } from './playback/session-tokens.ts';
import { CallRates } from './quotas/call-rates.ts';
import { RequestLog } from './quotas/request-log.ts';
import { seededRandom } from './random.ts';
import { Ids } from './state/ids.ts';
import { PageTokens } from './state/pages.ts';
import { ResourceStore } from './state/resource-store.ts';
import { EventPublisher } from './streams/event-publisher.ts';
import { Recordings } from './streams/recordings.ts';
import { StreamSessions } from './streams/stream-sessions.ts';
import { Streams } from './streams/streams.ts';
import { Viewers } from './streams/viewers.ts';
import { Timers } from './timers.ts';
import type { IvsEventBridgeEvent } from './types/event.ts';
import type { Policies } from './types/policies.ts';
import type { Quotas } from './types/quotas.ts';

/** The simulated IVS service with its one account. A reset replaces it by a new one. */
export interface SimulatedService {
  readonly settings: Settings;
  /** The current time in ms since the epoch. */
  readonly now: () => number;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly pageTokens: PageTokens;
  readonly resources: ResourceStore;
  readonly sessions: StreamSessions;
  readonly streams: Streams;
  readonly publisher: EventPublisher;
  readonly viewers: Viewers;
  readonly cues: Cues;
  readonly playback: Playback;
  readonly recordings: Recordings;
  readonly sessionTokens: SessionTokens;
  readonly viewerAccess: ViewerAccess;
  readonly requestLog: RequestLog;
  readonly callRates: CallRates;
  quotas: Quotas;
  policies: Policies;
  faults: FaultInjector;
}

/**
 * Creates the generator of ids. A simulator uses one for its whole life, so that no id comes again after
 * a reset.
 */
export function createIds({ seed, region, account }: Settings): Ids {
  return new Ids(seededRandom(seed, 'ids'), region, account);
}

/** Creates a service with an empty account. */
export function createService(settings: Settings, ids: Ids): SimulatedService {
  const { account, region, clock, delays, seed } = settings;
  const { takeoverKeepsStreamId, limitBreachForm } = settings;
  const now = () => clock.now();
  const timers = new Timers(clock);
  const resources = new ResourceStore();
  const sessions = new StreamSessions();
  const deliver = (event: IvsEventBridgeEvent): void => {
    for (const ms of service.faults.deliveryDelays()) {
      timers.after(ms, () => settings.emit(jsonCopy(event) as IvsEventBridgeEvent));
    }
  };
  const publisher = new EventPublisher({
    account,
    region,
    ids,
    now,
    limitBreachForm,
    deliver,
  });
  const playback = new Playback({
    now,
    timers,
    segmentsPerChannel: settings.segmentsPerChannel,
    sessionOf: (channelArn) => sessions.activeOf(channelArn),
  });
  const recordings = new Recordings({
    account,
    now,
    timers,
    ids,
    resources,
    publisher,
    fails: (step) => service.faults.failsRecording(step),
    playback,
    folder: settings.recordings,
  });
  const concurrentStreams = () => service.quotas.resources.concurrentStreams;
  const streams = new Streams({
    now,
    timers,
    delays,
    ids,
    resources,
    sessions,
    publisher,
    recordings,
    playback,
    concurrentStreams,
    takeoversPerStream: () => service.quotas.resources.takeoversPerStream,
    takeoverKeepsStreamId,
  });
  const service: SimulatedService = {
    settings,
    now,
    timers,
    ids,
    pageTokens: new PageTokens(`${seed}`),
    resources,
    sessions,
    streams,
    publisher,
    viewers: new Viewers(delays, seededRandom(seed, 'viewers'), settings.viewerCountTimeout),
    cues: new Cues(settings.cuesPerChannel),
    playback,
    recordings,
    sessionTokens: new SessionTokens(),
    viewerAccess: new ViewerAccess(),
    requestLog: new RequestLog(),
    callRates: new CallRates(account),
    quotas: settings.quotas,
    policies: settings.policies,
    faults: new FaultInjector(settings.faults),
  };
  return service;
}

import { Cues } from './cues.ts';
import type { Settings } from './options.ts';
import { CallRates } from './quotas/call-rates.ts';
import { RequestLog } from './quotas/request-log.ts';
import { seededRandom } from './random.ts';
import { Ids } from './state/ids.ts';
import { PageTokens } from './state/pages.ts';
import { State } from './state/state.ts';
import { Announcer } from './streams/announcer.ts';
import { Recordings } from './streams/recordings.ts';
import { Sessions } from './streams/sessions.ts';
import { Streams } from './streams/streams.ts';
import { Viewers } from './streams/viewers.ts';
import { Timers } from './timers.ts';
import type { IvsEventBridgeEvent, Policies, Quotas } from './types.ts';
import { Weather } from './weather/weather.ts';

/** Everything there is, between one reset and the next. */
export interface World {
  readonly settings: Settings;
  readonly now: () => number;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly tokens: PageTokens;
  readonly state: State;
  readonly sessions: Sessions;
  readonly streams: Streams;
  readonly announcer: Announcer;
  readonly viewers: Viewers;
  readonly cues: Cues;
  readonly log: RequestLog;
  readonly callRates: CallRates;
  quotas: Quotas;
  policies: Policies;
  weather: Weather;
}

/** Makes the identifiers of one simulator; they go on over a reset, so that none comes twice. */
export function createIds({ seed, region, account }: Settings): Ids {
  return new Ids(seededRandom(seed, 'ids'), region, account);
}

/** An account with nothing in it. */
export function createWorld(settings: Settings, ids: Ids): World {
  const { account, region, clock, delays, seed, takeoverKeepsStreamId } = settings;
  const now = () => clock.now();
  const timers = new Timers(clock);
  const state = new State();
  const sessions = new Sessions();
  const deliver = (event: IvsEventBridgeEvent): void => {
    for (const ms of world.weather.deliveries()) {
      timers.after(ms, () => settings.emit(structuredClone(event)));
    }
  };
  const announcer = new Announcer({ account, region, ids, now, deliver });
  const recordings = new Recordings({ account, now, timers, ids, state, announcer });
  const concurrentStreams = () => world.quotas.resources.concurrentStreams;
  const streamParts = { now, timers, delays, ids, state, sessions, announcer, recordings };
  const world: World = {
    settings,
    now,
    timers,
    ids,
    tokens: new PageTokens(`${seed}`),
    state,
    sessions,
    streams: new Streams({ ...streamParts, concurrentStreams, takeoverKeepsStreamId }),
    announcer,
    viewers: new Viewers(delays, seededRandom(seed, 'viewers'), settings.viewerCountTimeout),
    cues: new Cues(settings.cuesPerChannel),
    log: new RequestLog(),
    callRates: new CallRates(account),
    quotas: settings.quotas,
    policies: settings.policies,
    weather: new Weather(settings.faults),
  };
  return world;
}

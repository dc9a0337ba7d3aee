import { ControlError } from '../errors.ts';
import { FaultInjector } from '../faults/fault-injector.ts';
import { plantChannel, plantSession } from '../history/plant.ts';
import type { SimulatedService } from '../simulated-service.ts';
import {
  channelStates,
  encoderStates,
  sessionState,
  sessionStates,
} from '../state/account-state.ts';
import { changeViewers } from '../streams/change-viewers.ts';
import type { Simulator } from '../types/simulator.ts';
import {
  changeQuotas,
  readEncoder,
  readErrorFault,
  readEventBridgeEvent,
  readFaults,
  readIngest,
  readPlantedChannel,
  readPlantedSession,
  readPolicies,
  readQuotaChange,
  readSessionEndCode,
  readSessionQuery,
  readStateQuery,
  readSystemTags,
  readViewers,
} from './input.ts';

type Controls = Omit<Simulator, 'listener' | 'call' | 'reset' | 'close'>;

/**
 * Creates the methods of a simulator that no API of IVS has: encoders, viewers, cues, state, faults, quotas,
 * policies.
 *
 * @param current gives the current service; a reset replaces it
 */
export function createControls(current: () => SimulatedService): Controls {
  return {
    connectEncoder: (request, wire) => current().streams.connect(readEncoder(request), wire),
    admitEncoder: (request) => current().streams.admit(readEncoder(request)),
    disconnectEncoder: (streamId, code) =>
      current().streams.disconnect(streamId, readSessionEndCode(code)),
    describeEncoder: (streamId, ingest) => current().streams.describe(streamId, readIngest(ingest)),
    receiveMedia: (streamId, media) => current().streams.receiveMedia(streamId, media),
    starveEncoder: (streamId, silentMs) => current().streams.starve(streamId, silentMs),
    recoverEncoder: (streamId) => current().streams.recover(streamId),
    failStream: (streamId, reason = 'Transcode capacity exceeded. Please try again.') =>
      current().streams.fail(streamId, reason),
    setViewers: (channelArn, count) => setViewers(current(), readViewers({ channelArn, count })),
    setSystemTags: (resourceArn, tags) =>
      setSystemTags(current(), readSystemTags({ resourceArn, tags })),
    cues: (query = {}) => current().cues.find(query),
    channels: (query = {}) => channelStates(current(), readStateQuery(query)),
    sessions: (query = {}) => sessionStates(current(), readSessionQuery(query)),
    encoders: () => encoderStates(current()),
    plantChannel(channel) {
      const planted = readPlantedChannel(channel);
      plantChannel(current(), planted);
      const [state] = channelStates(current(), { channelArn: planted.arn });
      if (!state) throw new ControlError(404, `arn: the channel ${planted.arn} does not exist`);
      return state;
    },
    plantSession: (session) => sessionState(plantSession(current(), readPlantedSession(session))),
    deliverEvent: (event) => current().publisher.deliver(readEventBridgeEvent(event)),
    faults: () => structuredClone(current().faults.faults),
    setFaults(faults) {
      current().faults = new FaultInjector(readFaults(faults));
    },
    addErrorFault(fault) {
      current().faults.addError(readErrorFault(fault));
      return structuredClone(current().faults.faults);
    },
    setQuotas(change) {
      const service = current();
      service.quotas = changeQuotas(service.quotas, readQuotaChange(change));
      return structuredClone(service.quotas);
    },
    setPolicies(policies) {
      current().policies = readPolicies(policies);
    },
    report: () => current().requestLog.report(),
  };
}

function setViewers(
  service: SimulatedService,
  { channelArn, count }: { channelArn: string; count: number },
) {
  const { resources, viewers } = service;
  if (!resources.channels.get(channelArn)) {
    throw new ControlError(404, `channelArn: the channel ${channelArn} does not exist`);
  }
  changeViewers(service, (now) => viewers.set(channelArn, count, now));
}

function setSystemTags(
  { resources }: SimulatedService,
  { resourceArn, tags }: { resourceArn: string; tags: Record<string, string> },
) {
  const before = resources.tagsOf(resourceArn);
  if (!before) {
    throw new ControlError(404, `resourceArn: the resource ${resourceArn} does not exist`);
  }
  resources.setTags(resourceArn, { ...before, ...tags });
}

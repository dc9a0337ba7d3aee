import { notFound } from '../../model/service-error.ts';
import type { SimulatedService } from '../../simulated-service.ts';
import type { StreamSession } from '../../streams/stream-session.ts';
import { operation } from '../operation.ts';
import { ingestConfigurationsOf } from './ingest-configurations.ts';
import { listedEvents, sessionsOf, sessionTimes } from './stream-session.ts';

interface GetStreamSessionRequest {
  channelArn: string;
  streamId?: string;
}

/** Without `streamId`, it shows the newest session. */
export const getStreamSession = operation<GetStreamSessionRequest>(
  'GetStreamSession',
  (input, service) => {
    const { channelArn, streamId } = input;
    const sessions = sessionsOf(service, channelArn);
    const session = streamId ? sessions.find((one) => one.streamId === streamId) : sessions[0];
    if (!session) throw notFound(streamId ?? channelArn);
    return { streamSession: detailsOf(session, service) };
  },
);

/** @returns a session in the form of GetStreamSession */
function detailsOf(session: StreamSession, service: SimulatedService): object {
  const { streamId, channel, tracks, recordingConfiguration } = session;
  return {
    streamId,
    ...sessionTimes(session, service),
    channel,
    ...ingestConfigurationsOf(tracks, service.settings.unknownIngest),
    recordingConfiguration,
    truncatedEvents: listedEvents(session, service),
  };
}

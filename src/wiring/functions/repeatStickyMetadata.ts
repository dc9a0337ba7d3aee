import { dynamoLeaseRelay } from '../../metadata/sticky/relay.ts';
import {
  isTick,
  RELAY_LEASE,
  type RepeatReport,
  repeatSticky,
} from '../../metadata/sticky/repeat.ts';
import { readRepeatSettings } from '../../metadata/sticky/settings.ts';
import { timingOf } from '../../metadata/sticky/timing.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import { dynamoSessionStore } from '../../sessions/dynamo-store.ts';
import { type MetadataProducerAws, openMetadataProducer } from '../metadata-producer.ts';

/** Opens `repeatStickyMetadata`: once per Lambda instance. @throws SettingError that names the variable */
export function openRepeatStickyMetadata(
  env: Environment,
  aws: MetadataProducerAws,
): UseCase<RepeatReport> {
  const { clock, newId } = aws;
  const settings = readRepeatSettings(env);
  const timing = timingOf(settings.stickySeconds);
  const { table, queue, backlog, stickyStore } = openMetadataProducer(
    aws,
    settings,
    timing.maxBacklogMs,
  );
  const repeating = {
    ...{ settings, timing, clock, queue, backlog },
    store: stickyStore,
    sessions: dynamoSessionStore(table, clock),
    relay: dynamoLeaseRelay(table, RELAY_LEASE),
  };
  return (event, { deadline, log, metrics }) =>
    repeatSticky({ ...repeating, deadline, log, metrics, holder: newId() }, !isTick(event));
}

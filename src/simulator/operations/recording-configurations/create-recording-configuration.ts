import type { SimulatedService } from '../../simulated-service.ts';
import type { RecordingConfiguration, ResourceTags } from '../../state/resources.ts';
import { operation, requireQuota } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';

interface CreateRecordingConfigurationRequest {
  name?: string;
  destinationConfiguration: RecordingConfiguration['destinationConfiguration'];
  tags?: ResourceTags;
  thumbnailConfiguration?: Record<string, unknown>;
  recordingReconnectWindowSeconds?: number;
  renditionConfiguration?: Record<string, unknown>;
}

const NAME = 'CreateRecordingConfiguration';
const THUMBNAILS = {
  recordingMode: 'INTERVAL',
  targetIntervalSeconds: 60,
  storage: ['SEQUENTIAL'],
};
const RENDITIONS = { renditionSelection: 'ALL', renditions: [] };

/** The configuration is CREATING at first. Later it is ACTIVE, or CREATE_FAILED without a bucket. */
export const createRecordingConfiguration = operation<CreateRecordingConfigurationRequest>(
  NAME,
  (input, service) => {
    const { recordingConfigurations } = service.resources;
    refuseReservedTags(input.tags);
    const used = recordingConfigurations.size;
    requireQuota(service, 'recordingConfigurations', { operation: NAME, used });
    const recordingConfiguration = newConfiguration(input, service);
    const { arn } = recordingConfiguration;
    recordingConfigurations.set(arn, recordingConfiguration);
    service.timers.after(service.settings.delays.recordingConfigurationMs, () =>
      completeCreation(service, arn),
    );
    return { recordingConfiguration };
  },
);

function newConfiguration(
  input: CreateRecordingConfigurationRequest,
  { ids }: SimulatedService,
): RecordingConfiguration {
  return {
    arn: ids.arn('recording-configuration'),
    name: input.name ?? '',
    destinationConfiguration: input.destinationConfiguration,
    state: 'CREATING',
    tags: input.tags ?? {},
    thumbnailConfiguration: { ...THUMBNAILS, ...input.thumbnailConfiguration },
    recordingReconnectWindowSeconds: input.recordingReconnectWindowSeconds ?? 0,
    renditionConfiguration: { ...RENDITIONS, ...input.renditionConfiguration },
  };
}

function completeCreation(
  { resources: { recordingConfigurations } }: SimulatedService,
  arn: string,
): void {
  const created = recordingConfigurations.get(arn);
  if (!created) return;
  const state = created.destinationConfiguration.s3 ? 'ACTIVE' : 'CREATE_FAILED';
  recordingConfigurations.set(arn, { ...created, state });
}

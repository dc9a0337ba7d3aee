import type { RecordingConfiguration, Tags } from '../../state/resources.ts';
import type { World } from '../../world.ts';
import { operation, requireRoom } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';

interface Input {
  name?: string;
  destinationConfiguration: RecordingConfiguration['destinationConfiguration'];
  tags?: Tags;
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

/** CREATING at first, then ACTIVE, or CREATE_FAILED if there is no bucket to write to. */
export const createRecordingConfiguration = operation<Input>(NAME, (input, world) => {
  const { recordingConfigurations } = world.state;
  refuseReservedTags(input.tags);
  const used = recordingConfigurations.size;
  requireRoom(world, 'recordingConfigurations', { operation: NAME, used });
  const recordingConfiguration = newConfiguration(input, world);
  const { arn } = recordingConfiguration;
  recordingConfigurations.set(arn, recordingConfiguration);
  world.timers.after(world.settings.delays.recordingConfigurationMs, () => settle(world, arn));
  return { recordingConfiguration };
});

function newConfiguration(input: Input, { ids }: World): RecordingConfiguration {
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

function settle({ state: { recordingConfigurations } }: World, arn: string): void {
  const created = recordingConfigurations.get(arn);
  if (!created) return;
  const state = created.destinationConfiguration.s3 ? 'ACTIVE' : 'CREATE_FAILED';
  recordingConfigurations.set(arn, { ...created, state });
}

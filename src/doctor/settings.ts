import type { Environment } from '../platform/settings.ts';
import { cleanupMode } from '../settings/cleanup.ts';
import { metadataHistory } from '../settings/metadata.ts';
import { rotationMode } from '../settings/rotation.ts';
import { readChoice } from '../settings/setting.ts';
import type { OverviewStage } from './overview/read-overview.ts';

/**
 * The settings that the overview shows.
 *
 * @throws SettingError that names the variable
 */
export const overviewSettings = (env: Environment): Pick<OverviewStage, 'modes' | 'history'> => ({
  modes: { cleanupMode: readChoice(env, cleanupMode), rotationMode: readChoice(env, rotationMode) },
  history: readChoice(env, metadataHistory),
});

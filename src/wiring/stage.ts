import { type TagKeys, tagKeys } from '../channels/policy.ts';
import { type AccountRegion, accountRegion } from '../ivs/accept.ts';
import { type Bus, eventBridgeBus } from '../platform/bus.ts';
import type { Invocation } from '../platform/lambda.ts';
import { type Environment, textSetting } from '../platform/settings.ts';
import type { Table } from '../platform/table.ts';
import { readRequiredText } from '../settings/setting.ts';
import { tagPrefix } from '../settings/tags.ts';
import type { Aws } from './aws.ts';

/**
 * The stage's table.
 *
 * @throws SettingError if `TABLE_NAME` is missing
 */
export const stageTable = (env: Environment, { documents }: Pick<Aws, 'documents'>): Table => ({
  name: textSetting(env, 'TABLE_NAME'),
  documents,
});

/**
 * The stage's event bus.
 *
 * @throws SettingError if `BUS_NAME` is missing
 */
export const stageBus = (env: Environment, { eventBridge }: Pick<Aws, 'eventBridge'>): Bus =>
  eventBridgeBus(textSetting(env, 'BUS_NAME'), eventBridge);

/**
 * The keys of the tags that the stage obeys.
 *
 * @throws SettingError for a wrong `TAG_PREFIX`
 */
export const stageTagKeys = (env: Environment): TagKeys =>
  tagKeys(readRequiredText(env, tagPrefix));

/** The account and region that this invocation runs in, as far as they are known. */
export function stageAccountRegion(env: Environment, { account }: Invocation): AccountRegion {
  return accountRegion(env.AWS_REGION, account);
}

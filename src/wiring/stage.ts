import { type AccountRegion, accountRegion } from '../ivs/accept.ts';
import { type Bus, eventBridgeBus } from '../platform/bus.ts';
import type { Invocation } from '../platform/lambda.ts';
import { type Environment, textSetting } from '../platform/settings.ts';
import { openTable, type Table } from '../platform/table.ts';

/**
 * Opens the stage's table. Call this once per Lambda instance and share the result: each call makes a
 * DynamoDB client with connections of its own.
 *
 * @throws SettingError if `TABLE_NAME` is missing
 */
export function stageTable(env: Environment): Table {
  return openTable(textSetting(env, 'TABLE_NAME'));
}

/**
 * Opens the stage's event bus. Call this once per Lambda instance.
 *
 * @throws SettingError if `BUS_NAME` is missing
 */
export function stageBus(env: Environment): Bus {
  return eventBridgeBus(textSetting(env, 'BUS_NAME'));
}

/** The account and region that this invocation runs in, as far as they are known. */
export function stageAccountRegion(env: Environment, { account }: Invocation): AccountRegion {
  return accountRegion(env.AWS_REGION, account);
}

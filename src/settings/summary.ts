import type { Environment } from '../platform/settings.ts';
import { cleanupMode } from './cleanup.ts';
import type { Mode } from './mode.ts';
import { rotationMode } from './rotation.ts';
import { readChoice, readRequiredText } from './setting.ts';
import { STAGES_FOLDER, type StageFile } from './stage-files.ts';
import { tagPrefix } from './tags.ts';

/** What is about to be deployed, as the framework has resolved it. */
export interface Deployment {
  service: string;
  stage: string;
  region: string;
  /** The variables of all functions. */
  environment: Environment;
  /** The values of `--param`: `name=value`. */
  options: readonly string[];
  files: readonly StageFile[];
  /** The package with the settings, if `--package` names one. */
  package?: string;
}

const CLEANUP: Record<Mode, string> = {
  apply: 'deletes channels',
  plan: 'only reports what it would delete',
  off: 'does nothing',
};
const ROTATION: Record<Mode, string> = {
  apply: 'replaces stream keys',
  plan: 'only reports what it would replace',
  off: 'does nothing',
};

/**
 * What a deployment will do, in one line.
 *
 * @throws SettingError for a value that the settings do not accept
 */
export function summaryLine(deployment: Deployment): string {
  const { service, stage, region, environment } = deployment;
  const cleanup = readChoice(environment, cleanupMode);
  const rotation = readChoice(environment, rotationMode);
  const prefix = readRequiredText(environment, tagPrefix);
  return [
    `${service}, stage ${stage}, ${region}:`,
    `cleanup ${cleanup} (${CLEANUP[cleanup]}),`,
    `rotation ${rotation} (${ROTATION[rotation]}),`,
    `tags ${prefix}:…; settings from ${sourcesOf(deployment)}`,
  ].join(' ');
}

/** A reminder for a deployment with `--param`; undefined without. */
export function forgottenLine({ stage, options }: Deployment): string | undefined {
  if (options.length === 0) return undefined;
  const names = [...new Set(options.map((option) => option.split('=')[0]))].join(', ');
  return `--param is for this deployment only (${names}): put settings that should last into ${STAGES_FOLDER}/${stage}.yml`;
}

function sourcesOf({ stage, options, files, package: packed }: Deployment): string {
  if (packed !== undefined) return `the package ${packed}`;
  const hasFile = files.some(({ name }) => name === `${stage}.yml`);
  return [
    ...(options.length > 0 ? ['--param'] : []),
    ...(hasFile ? [`${STAGES_FOLDER}/${stage}.yml`] : []),
    'serverless.yml',
  ].join(', ');
}

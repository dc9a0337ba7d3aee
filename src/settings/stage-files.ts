import { quote } from '../platform/errors.ts';
import { hasVariable, isObject, problemsAt } from './problems.ts';

/** The folder of the files with the settings of one stage each: `stages/prod.yml`. */
export const STAGES_FOLDER = 'stages';
const STAGE_FILE = /^([A-Za-z0-9-]+)\.yml$/;
/** An example has a name that no stage can have. */
const EXAMPLE = /\.example\.yml$/;

/** A file of the folder `stages`. */
export interface StageFile {
  /** `prod.yml` */
  name: string;
  /** What it contains: settings by name; null for an empty file. */
  content?: unknown;
  /** Why the file is not YAML. */
  error?: string;
}

/** @returns the stages that have a file */
export const stagesOf = (files: readonly StageFile[]): string[] =>
  files.flatMap(({ name }) => STAGE_FILE.exec(name)?.[1] ?? []);

/** @returns the settings of a stage's file; empty without such a file, or if it has no settings */
export function settingsOf(files: readonly StageFile[], stage: string): Record<string, unknown> {
  const content = files.find(({ name }) => name === `${stage}.yml`)?.content;
  return isObject(content) ? { ...content } : {};
}

/**
 * Finds everything that is wrong with the files: names of files that no stage has, YAML that cannot be read, names
 * that no setting has, and values that a setting does not accept. The files of all stages are checked.
 *
 * @param params of serverless.yml
 * @returns one sentence for each problem
 */
export function stageFileProblems(
  files: readonly StageFile[],
  params: Readonly<Record<string, unknown>>,
): string[] {
  return files
    .filter(({ name }) => !EXAMPLE.test(name))
    .flatMap((file) =>
      problemsOf(file, params).map((text) => `${STAGES_FOLDER}/${file.name}${text}`),
    );
}

function problemsOf(
  { name, content, error }: StageFile,
  params: Readonly<Record<string, unknown>>,
): string[] {
  const [, stage] = STAGE_FILE.exec(name) ?? [];
  if (stage === undefined) return [`: expected the name <stage>.yml, or <any name>.example.yml`];
  if (stage === 'default')
    return [
      ': expected the name of a stage: the defaults are below params.default in serverless.yml',
    ];
  if (error !== undefined) return [`: expected YAML: ${error}`];
  if (content === null || content === undefined) return [];
  if (!isObject(content)) return [`: expected settings, one a line, received ${quote(content)}`];
  if (typeof params[stage] === 'string')
    return [`: params.${stage} of serverless.yml is a variable; use one of both`];
  return Object.entries(content).flatMap(([param, value]) =>
    hasVariable(value)
      ? [` ${param}: expected a value, received a variable: put it below params in serverless.yml`]
      : problemsAt(` ${param}`, param, value),
  );
}

import { quote } from '../platform/errors.ts';
import { SETTINGS } from './catalog.ts';
import { nearest } from './nearest.ts';
import { hasVariable, hint, isObject, problemsAt, valueProblems } from './problems.ts';
import { stageProblem } from './stage.ts';
import { type StageFile, settingsOf, stageFileProblems, stagesOf } from './stage-files.ts';

/** The settings of a deployment, as the Serverless Framework received them. */
export interface GivenSettings {
  /** `service` of serverless.yml. */
  service: string;
  /** The stage that is deployed. */
  stage: string;
  /** The values of `--param`: `name=value`. */
  options: readonly string[];
  /** The values of `invoke local --env`: `NAME=value`. */
  variables?: readonly string[];
  /**
   * `params` of serverless.yml: settings by stage, and below `default`. The section of the stage also has the settings
   * of the stage's file, because the framework takes them from there.
   */
  params: Readonly<Record<string, unknown>>;
  /** The files of the folder `stages`. */
  files?: readonly StageFile[];
}

/**
 * Finds everything that is wrong with the settings of a deployment: names that no setting has, values that
 * a setting does not accept, and a stage that cannot be deployed or is misspelt.
 *
 * Values of other stages that contain a variable of the framework (`${…}`) are not checked: the framework
 * resolves only those of the stage that it deploys.
 *
 * @returns one sentence for each problem: where it is, what was expected and what was received
 */
export function settingProblems(given: GivenSettings): string[] {
  const { service, stage, options, variables = [], params, files = [] } = given;
  const sections = Object.entries(params).filter(([, section]) => isObject(section));
  const wrongStage = stageProblem(service, stage, [...Object.keys(params), ...stagesOf(files)]);
  const fromFile = settingsOf(files, stage);
  return [
    ...(wrongStage === undefined ? [] : [wrongStage]),
    ...optionProblems(options.map((text) => ({ flag: '--param', text }))),
    ...variables.flatMap(variableProblems),
    ...stageFileProblems(files, params),
    ...missingSettings(given),
    ...sections.flatMap(([name, section]) => {
      const isResolved = name === 'default' || name === stage;
      const own = name === stage ? without(section as object, fromFile) : (section as object);
      return sectionProblems(`params.${name}`, own, isResolved);
    }),
  ];
}

function sectionProblems(path: string, section: object, isResolved: boolean): string[] {
  return Object.entries(section).flatMap(([param, value]) => {
    const isUnknown = !SETTINGS.some((setting) => setting.param === param);
    const isChecked = isUnknown || isResolved || !hasVariable(value);
    return isChecked ? problemsAt(`${path}.${param}`, param, value) : [];
  });
}

/** The settings that the file of the stage does not set: its own are checked where they stand. */
const without = (section: object, fromFile: object): object =>
  Object.fromEntries(Object.entries(section).filter(([param]) => !(param in fromFile)));

/** All problems as one message; undefined if there are none. */
export function settingsMessage(problems: readonly string[]): string | undefined {
  if (problems.length === 0) return undefined;
  const [are, settings] = problems.length === 1 ? ['is', 'problem'] : ['are', 'problems'];
  return [
    `There ${are} ${problems.length} ${settings} with the settings:`,
    ...problems.map((problem) => `  ${problem}`),
    'docs/settings.md lists all settings.',
  ].join('\n');
}

/** A setting on a command line. */
export interface SettingOption {
  /** `--param` of the framework, `--set` of `npm start`. */
  flag: string;
  /** `name=value` */
  text: string;
}

/** What is wrong with settings on a command line, one sentence for each problem. */
export function optionProblems(options: readonly SettingOption[]): string[] {
  const given = new Map<string, string>();
  return options.flatMap(({ flag, text }) => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text.trimEnd()) ?? [];
    if (name === undefined || value === undefined) {
      return `${flag}: expected name=value with a value, received ${quote(text)}`;
    }
    const before = given.get(name);
    given.set(name, value);
    const twice = before !== undefined && before !== value;
    return [
      ...(twice
        ? [`${flag} ${name}: expected one value, received "${before}" and "${value}"`]
        : []),
      ...problemsAt(`${flag} ${name}`, name, value),
    ];
  });
}

/** A handler may read variables of any name, so only one that looks like a misspelt setting is refused. */
function variableProblems(text: string): string[] {
  const [name = '', ...value] = text.split('=');
  const setting = SETTINGS.find(({ variable }) => variable === name);
  if (setting) return valueProblems(`--env ${name}`, setting, value.join('='));
  const meant = nearest(
    name,
    SETTINGS.flatMap(({ variable }) => variable ?? []),
  );
  return meant === undefined ? [] : [`--env ${name}: no setting has this variable${hint(meant)}`];
}

/** A setting that has no value anywhere. A value of null is reported where it stands. */
function missingSettings({ stage, options, params }: GivenSettings): string[] {
  const given = [
    ...options.map((option) => option.split('=')[0]),
    ...[stage, 'default'].flatMap((name) => Object.keys(params[name] ?? {})),
  ];
  const missing = SETTINGS.filter(({ param }) => !given.includes(param));
  return missing.flatMap(({ param }) => problemsAt(`params.default.${param}`, param, undefined));
}

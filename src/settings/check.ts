import { quote } from '../platform/errors.ts';
import { SETTINGS } from './catalog.ts';
import { nearest } from './nearest.ts';
import { accepts, expectedOf, type Setting } from './setting.ts';
import { stageProblem } from './stage.ts';

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
  /** `params` of serverless.yml: settings by stage, and below `default`. */
  params: Readonly<Record<string, unknown>>;
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
  const { service, stage, options, variables = [], params } = given;
  const sections = Object.entries(params).filter(([, section]) => isObject(section));
  const wrongStage = stageProblem(service, stage, Object.keys(params));
  return [
    ...(wrongStage === undefined ? [] : [wrongStage]),
    ...optionProblems(options),
    ...variables.flatMap(variableProblems),
    ...missingSettings(given),
    ...sections.flatMap(([name, section]) => {
      const isResolved = name === 'default' || name === stage;
      return sectionProblems(`params.${name}`, section as object, isResolved);
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

/** Whether a value contains a variable that the framework may not have resolved yet. */
export function hasVariable(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes('${');
}

function optionProblems(options: readonly string[]): string[] {
  const given = new Map<string, string>();
  return options.flatMap((option) => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(option.trimEnd()) ?? [];
    if (name === undefined || value === undefined) {
      return `--param: expected name=value with a value, received ${quote(option)}`;
    }
    const before = given.get(name);
    given.set(name, value);
    const twice = before !== undefined && before !== value;
    return [
      ...(twice
        ? [`--param ${name}: expected one value, received "${before}" and "${value}"`]
        : []),
      ...problemsAt(`--param ${name}`, name, value),
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

function problemsAt(where: string, param: string, value: unknown): string[] {
  const setting = SETTINGS.find((one) => one.param === param);
  return setting ? valueProblems(where, setting, value) : [unknownName(where, param)];
}

function valueProblems(where: string, setting: Setting, value: unknown): string[] {
  const text = isScalar(value) ? String(value) : undefined;
  if (text !== undefined && acceptsAsGiven(setting, text)) return [];
  const meant = text === undefined ? undefined : nearestChoice(setting, text);
  const received = quote(value ?? undefined);
  return [`${where}: expected ${expectedOf(setting)}, received ${received}${hint(meant)}`];
}

/** No guess for a number: the nearest text is not the nearest number. */
function nearestChoice(setting: Setting, text: string): string | undefined {
  return setting.kind === 'choice' && /[a-z]/i.test(text)
    ? nearest(text, setting.choices)
    : undefined;
}

function unknownName(where: string, param: string): string {
  const names = SETTINGS.map((setting) => setting.param);
  return `${where}: there is no setting ${quote(param)}${hint(nearest(param, names))}`;
}

const hint = (meant: string | undefined): string =>
  meant === undefined ? '' : `; did you mean ${meant}?`;

/** A function takes an empty variable for one that is not set. Whoever writes an empty value means something else. */
const acceptsAsGiven = (setting: Setting, text: string): boolean =>
  (text !== '' || setting.kind === 'text') && accepts(setting, text);

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

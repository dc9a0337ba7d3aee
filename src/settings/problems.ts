import { quote } from '../platform/errors.ts';
import { SETTINGS } from './catalog.ts';
import { nearest } from './nearest.ts';
import { accepts, expectedOf, type Setting } from './setting.ts';

/**
 * @param where the value stands, for the message
 * @returns what is wrong with the name or the value of a setting; empty if nothing is
 */
export function problemsAt(where: string, param: string, value: unknown): string[] {
  const setting = SETTINGS.find((one) => one.param === param);
  return setting ? valueProblems(where, setting, value) : [unknownName(where, param)];
}

/** As `problemsAt`, for the value of a known setting. */
export function valueProblems(where: string, setting: Setting, value: unknown): string[] {
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

/** The end of a message about an unknown name. */
export const hint = (meant: string | undefined): string =>
  meant === undefined ? '' : `; did you mean ${meant}?`;

/** A function takes an empty variable for one that is not set. Whoever writes an empty value means something else. */
const acceptsAsGiven = (setting: Setting, text: string): boolean =>
  (text !== '' || setting.kind === 'text') && accepts(setting, text);

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value contains a variable that the framework may not have resolved yet. */
export function hasVariable(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes('${');
}

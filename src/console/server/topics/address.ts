import { decodePart } from '../../../http/request-url.ts';
import { InputError } from '../../../platform/errors.ts';

/** The name of a topic and its parameters. */
export interface Address {
  name: string;
  parameters: string[];
}

/** @throws InputError for a text that `addressOf` does not make */
export function readAddress(text: string): Address {
  const [name = '', ...parts] = text.split('/');
  const parameters = parts.map(decodePart);
  if (parameters.every((one) => one !== undefined && one !== ''))
    return { name, parameters: parameters as string[] };
  throw new InputError('address', 'a topic and its parameters, with slashes between them', text);
}

import { validationError } from '../members.ts';

/**
 * Checks the endpoint of an API destination. It must be on this machine, so that nobody can use the stack to send
 * requests elsewhere. AWS accepts only `https:`; a program on this machine mostly has `http:`.
 *
 * @returns the endpoint as it was given, with `*` for each path parameter
 * @throws AwsError ValidationException
 */
export function readEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  const isPlain = url?.username === '' && url.password === '';
  if (url && isHttp && isPlain && isOnThisMachine(url.hostname)) return text;
  throw validationError(
    `InvocationEndpoint: expected an address on this machine, such as http://127.0.0.1:3000/events, received ${text}. The one-machine stack sends events to no other machine.`,
  );
}

/** @param hostname of a parsed URL: all spellings of an IPv4 address are one */
const isOnThisMachine = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

import { NotSupportedError } from '../errors.ts';

/** @throws NotSupportedError if a request has another member, because it would have no effect */
export function checkMembers(request: string, input: object, supported: ReadonlySet<string>): void {
  for (const name in input) {
    if (supported.has(name) || input[name as keyof typeof input] === undefined) continue;
    throw new NotSupportedError(`the member ${name} of ${request}`);
  }
}

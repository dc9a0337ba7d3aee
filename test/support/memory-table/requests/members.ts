import { NotSupportedError } from '../errors.ts';

/** @throws NotSupportedError if a request has another member, because it would have no effect */
export function checkMembers(request: string, input: object, supported: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined && !supported.has(name)) {
      throw new NotSupportedError(`the member ${name} of ${request}`);
    }
  }
}

import { hostname, userInfo } from 'node:os';

/** Who runs this program, and on which machine: `alice@laptop`. */
export const localUser = (): string => `${userName()}@${hostname()}`;

/** A system may know no user, for example in a container. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

/** An event pattern that EventBridge would refuse. The message names the path in the pattern. */
export class PatternError extends Error {
  override readonly name = 'PatternError';

  constructor(path: string, problem: string) {
    super(`event pattern${path ? ` at ${path}` : ''}: ${problem}`);
  }
}

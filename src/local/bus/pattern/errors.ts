/** An event pattern that EventBridge would refuse, or that uses an operator it does not have. */
export class PatternError extends Error {
  override readonly name = 'PatternError';

  constructor(path: string, problem: string) {
    super(`event pattern${path ? ` at ${path}` : ''}: ${problem}`);
  }
}

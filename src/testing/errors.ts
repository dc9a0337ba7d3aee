/** What a test expected did not happen. The message says what happened instead. */
export class ExpectationError extends Error {
  static override readonly name = 'ExpectationError';
  override readonly name = 'ExpectationError';
}

/** The test used the kit in a way that cannot work. The message says what to do instead. */
export class TestSetupError extends Error {
  static override readonly name = 'TestSetupError';
  override readonly name = 'TestSetupError';
}

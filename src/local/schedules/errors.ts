/** A schedule expression that EventBridge would refuse. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';

  constructor(expression: string, problem: string) {
    super(`schedule ${expression}: ${problem}`);
  }
}

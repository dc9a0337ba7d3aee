/**
 * Metrics that are also added up over all functions of the stage, and the dimensions that such a sum has besides `stage`.
 * An alarm costs $0.10 a month for each metric that it looks at, so one on a sum costs as much as one on one function.
 */
export const STAGE_TOTALS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ChannelFailed', []],
  ['FunctionFailed', []],
  ['IvsThrottled', []],
  ['SessionsRepaired', []],
  ['StreamKeyHandOver', ['result']],
]);

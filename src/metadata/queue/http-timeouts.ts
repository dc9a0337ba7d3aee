/** Timeouts of one HTTP request, in ms, that are errors and not only warnings. */
export const httpTimeouts = (requestTimeout: number) => ({
  connectionTimeout: 1_000,
  requestTimeout,
  throwOnRequestTimeout: true,
});

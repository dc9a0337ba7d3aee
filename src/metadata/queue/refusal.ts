/** Why messages that are correct were not queued. */
export interface Refusal {
  field: 'backlog' | 'queue';
  /** Begins with the field, as all messages about a field do. */
  message: string;
}

/** @param limitMs the limit that was exceeded @param retryAfterMs when there will be room */
export function backlogRefusal(limitMs: number, retryAfterMs: number): Refusal {
  const limit = `${Math.round(limitMs / 1_000)} s of sending at the full rate`;
  const message = `backlog: expected at most ${limit}, received more; try again in ${Math.ceil(retryAfterMs / 1_000)} s`;
  return { field: 'backlog', message };
}

/** The backlog could not be reserved, or a sticky value could not be stored. @param error its name */
export const tableRefusal = (error: string): Refusal =>
  queueRefusal(`not queued, because the table did not answer (${error})`);

/** @param reason the error code of SQS, or what is known instead */
export const sqsRefusal = (reason: string): Refusal =>
  queueRefusal(
    `SQS did not confirm the message (${reason}); send it again with the same id: it is delivered once`,
  );

export const queueRefusal = (problem: string): Refusal => ({
  field: 'queue',
  message: `queue: ${problem}`,
});

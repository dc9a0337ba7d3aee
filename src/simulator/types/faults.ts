/** An error that chosen requests get. Their operation is not performed. */
export interface ErrorFault {
  operation: string;
  /** The name of an error of the service model, such as `PendingVerification`. */
  error: string;
  /**
   * Only requests that name this ARN. A Batch operation has the error in its response, for this ARN alone. Default:
   * all requests.
   */
  resource?: string;
  /** How many requests get the error, from the first one on. Default: all. */
  times?: number;
}

/** Faults that the simulator injects. Probabilities are from 0 to 1. An absent member injects nothing. */
export interface Faults {
  /** Seed of the random numbers for all faults. Default 1. */
  seed?: number;
  /** Probability that an event is delivered twice. */
  duplicate?: number;
  /** Probability that an event is never delivered. */
  drop?: number;
  /** Delay of every event in ms. The order of events stays the same. */
  delayMs?: number;
  /** Probability that a delivery is delayed by up to `reorderMs` more, so that later events overtake it. */
  reorder?: number;
  /** Longest delay in ms of reordered and of second deliveries. Default 2000. */
  reorderMs?: number;
  /** By operation: probability of a ThrottlingException. */
  throttle?: Record<string, number>;
  /** By operation: probability of an InternalServerException (500) or ServiceUnavailable (503). */
  fail?: Record<string, number>;
  /** By operation: probability that it is performed, but the connection closes before the response. */
  cut?: Record<string, number>;
  /** Errors that chosen requests get. Of several that apply to a request, the first one counts. */
  errors?: ErrorFault[];
  /** Delay of every response in ms. */
  latencyMs?: number;
  /** Probability that a recording does not start: event Recording Start Failure. */
  recordingStartFailure?: number;
  /** Probability that a recording ends with the event Recording End Failure. */
  recordingEndFailure?: number;
}

import type { Operations } from '../model/service-types.ts';

export interface CallOptions {
  /** The access key id of the caller. It selects the policy. */
  accessKeyId?: string;
  /**
   * No fault, call rate or policy applies to the call, and the report does not count it. For what sets up a test.
   */
  isSetup?: boolean;
}

/** A request to the IVS API that was handled. */
export interface HandledRequest {
  /** When, in ms since the epoch. */
  at: number;
  operation: string;
  input: unknown;
  /** The error code of its response; absent if the operation was performed. */
  error?: string;
}

/** The name of an operation of IVS, such as `CreateChannel`. */
export type OperationName = keyof Operations;

/** The input of an operation, as the service model describes it. */
export type OperationInput<Name extends OperationName> = Operations[Name]['input'];

/** The response body of an operation. Times are ISO 8601 strings, as in JSON. */
export type OperationOutput<Name extends OperationName> = Operations[Name]['output'];

/** The arguments of `call` after the operation. The input may be left out if none of its members is required. */
export type CallArguments<Name extends OperationName> =
  Partial<OperationInput<Name>> extends OperationInput<Name>
    ? [input?: OperationInput<Name>, options?: CallOptions]
    : [input: OperationInput<Name>, options?: CallOptions];

/** One statement of an IAM policy. */
export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  /** From operator to condition key to value or values. */
  Condition?: Record<string, Record<string, unknown>>;
}

/** An identity-based policy of IAM. CloudFormation references in it must be resolved. */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

/**
 * IAM policies by access key id. The policy under `*` is for all access keys without a policy of their own.
 * An access key without any policy may do everything.
 */
export type Policies = Record<string, PolicyDocument>;

import { devNull } from 'node:os';
import { functionAccessKey, functionArn, REGION } from '../account.ts';
import type { FunctionPlan } from '../config/plan.ts';

/**
 * The environment variables of a function: those of Lambda, those of serverless.yml, and the standard
 * ones with which AWS SDKs find this stack. It has no other variables of this process.
 */
export function environmentOf(plan: FunctionPlan, endpoint: string): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: functionAccessKey(plan.name),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_NAME: plan.fullName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup(plan),
    AWS_LAMBDA_LOG_STREAM_NAME: LOG_STREAM,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    TZ: ':UTC',
    ...plan.environment,
    AWS_ENDPOINT_URL: endpoint,
  };
}

/** The members of Lambda's context object that are the same in all invocations. */
export function contextOf(plan: FunctionPlan): Record<string, unknown> {
  return {
    functionName: plan.fullName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(plan.fullName),
    memoryLimitInMB: String(plan.memoryMb),
    logGroupName: logGroup(plan),
    logStreamName: LOG_STREAM,
  };
}

const LOG_STREAM = 'local/[$LATEST]';
const logGroup = ({ fullName }: FunctionPlan): string => `/aws/lambda/${fullName}`;

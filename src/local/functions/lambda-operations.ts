/** An operation of Lambda that the stack has. */
export interface LambdaOperation {
  name: string;
  /** The name or ARN of a function, or the id of an event source mapping, as it stands in the path. */
  subject?: string;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const PATHS: readonly [name: string, method: string, path: RegExp][] = [
  ['Invoke', 'POST', /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/],
  ['ListFunctions', 'GET', /^\/2015-03-31\/functions\/?$/],
  ['GetFunctionConfiguration', 'GET', /^\/2015-03-31\/functions\/([^/]+)\/configuration\/?$/],
  ['UpdateFunctionConfiguration', 'PUT', /^\/2015-03-31\/functions\/([^/]+)\/configuration\/?$/],
  ['DeleteFunction', 'DELETE', /^\/2015-03-31\/functions\/([^/]+)\/?$/],
  ['ListEventSourceMappings', 'GET', /^\/2015-03-31\/event-source-mappings\/?$/],
  ['UpdateEventSourceMapping', 'PUT', /^\/2015-03-31\/event-source-mappings\/([^/]+)\/?$/],
];
export const LAMBDA_OPERATIONS = PATHS.map(([name]) => name);

/** @returns undefined for a request that the stack does not know */
export function lambdaOperation(method: string, pathname: string): LambdaOperation | undefined {
  for (const [name, verb, path] of PATHS) {
    const [matched, subject] = (verb === method && path.exec(pathname)) || [];
    if (matched !== undefined) return { name, ...(subject !== undefined && { subject }) };
  }
  return undefined;
}

import { type Member, model, type OperationModel, shapeOf } from '../model/model.ts';

/** The operation that method and path of a request name, and the input members in its path and query. */
export interface RoutedRequest {
  operation: OperationModel;
  input: Record<string, unknown>;
}

interface PathTemplate {
  operation: OperationModel;
  segments: string[];
}

const byMethodAndPath = new Map<string, OperationModel>();
const templates: PathTemplate[] = [];
for (const operation of Object.values(model.operations)) {
  const { method, requestUri } = operation.http;
  if (requestUri.includes('{')) templates.push({ operation, segments: requestUri.split('/') });
  else byMethodAndPath.set(`${method} ${requestUri}`, operation);
}

/**
 * @returns undefined for a method and path without an operation
 * @throws URIError for a path that is not percent-encoded UTF-8
 */
export function routeRequest(method: string, url: URL): RoutedRequest | undefined {
  const operation = byMethodAndPath.get(`${method} ${url.pathname}`);
  if (operation) return { operation, input: queryMembers(operation, url) };
  const segments = url.pathname.split('/');
  const template = templates.find((one) => fits(one, method, segments));
  if (!template) return undefined;
  const input = {
    ...queryMembers(template.operation, url),
    ...labels(template, segments),
  };
  return { operation: template.operation, input };
}

function fits({ operation, segments }: PathTemplate, method: string, path: string[]): boolean {
  return (
    operation.http.method === method &&
    segments.length === path.length &&
    segments.every((segment, i) => isLabel(segment) || segment === path[i])
  );
}

const isLabel = (segment: string): boolean => segment.startsWith('{');

function labels({ operation, segments }: PathTemplate, path: string[]): Record<string, unknown> {
  const members = membersIn(operation, 'uri');
  const found = members.flatMap(([name, { locationName = name }]) => {
    const index = segments.indexOf(`{${locationName}}`);
    return index < 0 ? [] : [[name, decodeURIComponent(path[index] ?? '')]];
  });
  return Object.fromEntries(found);
}

function queryMembers(operation: OperationModel, url: URL): Record<string, unknown> {
  if (url.search === '') return {};
  const query = url.searchParams;
  const found = membersIn(operation, 'querystring').flatMap(([name, member]) => {
    const values = query.getAll(member.locationName ?? name);
    if (values.length === 0) return [];
    return [[name, shapeOf(member.shape).type === 'list' ? values : values[0]]];
  });
  return Object.fromEntries(found);
}

function membersIn(operation: OperationModel, location: string): [string, Member][] {
  const members = Object.entries(shapeOf(operation.input.shape).members ?? {});
  return members.filter(([, member]) => member.location === location);
}

import { operationOf, shapeOf } from '../../../src/simulator/model/model.ts';

type Convert = (value: unknown) => unknown;
/** `undefined`: the shape has no timestamp, so its values stay as they are. */
type Conversion = Convert | undefined;

const byShape = new Map<string, Conversion>();
const byOperation = new Map<string, Conversion>();

/**
 * Replaces the timestamps of a response by dates, as the SDK does: exactly the members that the service model
 * declares as timestamps. It changes the response itself.
 *
 * @param operation such as `GetStream`
 */
export function withDates(operation: string, response: object): object {
  conversionOfOutput(operation)?.(response);
  return response;
}

/** The conversion is computed once per operation, as tests call some millions of times. */
function conversionOfOutput(operation: string): Conversion {
  if (!byOperation.has(operation)) {
    const { output } = operationOf(operation);
    byOperation.set(operation, output && conversionOf(output.shape));
  }
  return byOperation.get(operation);
}

function conversionOf(name: string): Conversion {
  if (!byShape.has(name)) byShape.set(name, makeConversion(name));
  return byShape.get(name);
}

function makeConversion(name: string): Conversion {
  const { type, members = {}, member, value } = shapeOf(name);
  if (type === 'timestamp') return (time) => new Date(time as string);
  if (type === 'structure') return structureConversion(members);
  const element = type === 'list' ? member : value;
  const convert = element && conversionOf(element.shape);
  return convert && convertEach(convert);
}

function structureConversion(members: Record<string, { shape: string }>): Conversion {
  const conversions = Object.entries(members).flatMap(([name, { shape }]): [string, Convert][] => {
    const convert = conversionOf(shape);
    return convert ? [[name, convert]] : [];
  });
  if (conversions.length === 0) return undefined;
  return (value) => {
    const structure = value as Record<string, unknown>;
    for (const [name, convert] of conversions)
      if (structure[name] !== undefined) structure[name] = convert(structure[name]);
    return structure;
  };
}

/** Converts each element of a list, or each value of a map. */
function convertEach(convert: Convert): Convert {
  return (value) => {
    const elements = value as Record<string, unknown>;
    for (const key of Object.keys(elements)) elements[key] = convert(elements[key]);
    return elements;
  };
}

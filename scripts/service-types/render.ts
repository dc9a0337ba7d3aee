import {
  type Member,
  model,
  type OperationModel,
  type Shape,
  shapeOf,
} from '../../src/simulator/model/model.ts';
import { ABSENT_MEMBERS } from './absent-members.ts';
import { type Reach, reachOf } from './model-reach.ts';

const LINE_WIDTH = 100;

const HEAD = `// Made by \`npm run types\` from the service model of IVS, ivs-model.json, as model.ts corrects it. Do not edit.
//
// Members of requests are required where the model says so. Members of answers that the simulator always sends are
// required as well.
`;

/** @returns the text of src/simulator/model/service-types.ts, as Biome formats it */
export function renderServiceTypes(): string {
  const reach = reachOf(model);
  const structures = [...new Set([...reach.inputs, ...reach.outputs])].sort();
  return [
    HEAD,
    ...structures.map((name) => renderStructure(name, reach)),
    renderOperations(Object.values(model.operations)),
  ].join('\n');
}

function renderOperations(operations: OperationModel[]): string {
  const lines = operations.map(({ name, input, output }) => {
    const types = [typeNameOf(input.shape), output ? typeNameOf(output.shape) : NOTHING];
    const line = `  ${name}: { input: ${types[0]}; output: ${types[1]} };`;
    if (line.length <= LINE_WIDTH) return line;
    return `  ${name}: {\n    input: ${types[0]};\n    output: ${types[1]};\n  };`;
  });
  const comment =
    '/** The operations of IVS by name, with the bodies of their requests and answers. */';
  return `${comment}\nexport interface Operations {\n${lines.join('\n')}\n}\n`;
}

const NOTHING = 'Record<string, never>';

function renderStructure(name: string, { inputs, outputs }: Reach): string {
  const { members = {}, required = [] } = shapeOf(name);
  const isAnswer = outputs.has(name) && !inputs.has(name);
  const lines = Object.entries(members)
    .filter(([, { location }]) => location !== 'header')
    .map(([member, described]) => {
      const isRequired = isAnswer
        ? !ABSENT_MEMBERS[name]?.includes(member)
        : required.includes(member);
      return renderMember(member, described, { isRequired, isAnswer });
    });
  const type = typeNameOf(name);
  if (lines.length === 0) return `export type ${type} = ${NOTHING};\n`;
  return `export interface ${type} {\n${lines.join('\n')}\n}\n`;
}

/** An optional member of a request may also be undefined, as in the AWS SDK. */
function renderMember(
  name: string,
  { shape }: Member,
  { isRequired, isAnswer }: { isRequired: boolean; isAnswer: boolean },
): string {
  const comment = shapeOf(shape).type === 'timestamp' ? '  /** ISO 8601 in UTC. */\n' : '';
  const union = alternativesOf(shape, isAnswer);
  if (!isRequired && !isAnswer) union.push('undefined');
  const line = `  ${name}${isRequired ? '' : '?'}: ${union.join(' | ')};`;
  if (line.length <= LINE_WIDTH) return comment + line;
  const rows = union.map((one) => `\n    | ${one}`).join('');
  return `${comment}  ${name}${isRequired ? '' : '?'}:${rows};`;
}

/** The types of which a value of a shape has one. */
function alternativesOf(name: string, isAnswer: boolean): string[] {
  const shape = shapeOf(name);
  if (shape.enum) return shape.enum.map((value) => `'${value}'`);
  return [typeOf(name, shape, isAnswer)];
}

function typeOf(name: string, shape: Shape, isAnswer: boolean): string {
  const simple = SIMPLE_TYPES[shape.type];
  if (simple) return simple;
  if (shape.type === 'structure') return typeNameOf(name);
  if (shape.type === 'map' && shape.value) {
    return `Record<string, ${alternativesOf(shape.value.shape, isAnswer).join(' | ')}>`;
  }
  if (!shape.member) throw new Error(`${name}: expected a list, received a ${shape.type}`);
  const element = alternativesOf(shape.member.shape, isAnswer);
  const type = element.length > 1 ? `(${element.join(' | ')})[]` : `${element[0]}[]`;
  return isAnswer ? type : `readonly ${type}`;
}

const SIMPLE_TYPES: Record<string, string> = {
  string: 'string',
  boolean: 'boolean',
  integer: 'number',
  long: 'number',
  timestamp: 'string',
};

const typeNameOf = (shape: string): string => `${shape[0]?.toUpperCase()}${shape.slice(1)}`;

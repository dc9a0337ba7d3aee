import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

// Prints what CloudFormation's resource specifications say about the types in the arguments, as JSON. The
// database is large (1 s, 190 MB), so this is a process of its own.

const database = loadAwsServiceSpecSync();
const resources = {};
const types = {};

for (const type of process.argv.slice(2)) {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
  if (!resource) continue;
  const { properties, attributes, primaryIdentifier, cfnRefIdentifier } = resource;
  resources[type] = {
    properties: membersOf(properties),
    attributes: Object.keys(attributes),
    ref: cfnRefIdentifier ?? primaryIdentifier,
  };
  for (const { entity } of database.follow('usesType', resource)) {
    types[entity.$id] = { name: entity.name, properties: membersOf(entity.properties) };
  }
}
process.stdout.write(JSON.stringify({ resources, types }));

function membersOf(properties) {
  return Object.fromEntries(
    Object.entries(properties).map(
      ([name, { type, required, previousTypes, relationshipRefs }]) => [
        name,
        {
          required: required === true,
          types: [type, ...(previousTypes ?? [])].map(typeOf),
          refersTo: relationshipRefs ?? [],
        },
      ],
    ),
  );
}

/** Types refer to each other by id: they may be recursive. */
function typeOf(type) {
  if (type.type === 'ref') return { type: 'object', id: type.reference.$ref };
  if (type.type === 'union') return { type: 'union', types: type.types.map(typeOf) };
  if (type.element) return { type: type.type, element: typeOf(type.element) };
  return type;
}

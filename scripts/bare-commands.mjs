/** The packages of the AWS SDK that have commands. */
const PACKAGES = /^@aws-sdk\/(client-|lib-dynamodb$)/;

/**
 * An esbuild plugin: a command of the AWS SDK holds nothing but its input. Its real constructor prepares a stack of
 * middleware, which takes longer than all that the simulation's network does with the request, and which only a real
 * client uses. Everything else of the packages, such as errors, is the original.
 */
export const bareCommands = {
  name: 'bare-commands',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: PACKAGES }, ({ path, pluginData }) =>
      pluginData?.isOriginal ? { path, external: true } : { path, namespace: 'bare-commands' },
    );
    onLoad({ filter: /./, namespace: 'bare-commands' }, async ({ path }) => ({
      contents: moduleOf(path, Object.keys(await import(path))),
      pluginData: { isOriginal: true },
    }));
  },
};

/** `$Command` is what the SDK's own commands are derived from. */
const COMMAND = /^[A-Z]\w+Command$/;
/** Node.js adds `default` and `module.exports` to the names of a CommonJS module. */
const OTHER = /^(?!default$)[\w$]+$/;

function moduleOf(path, names) {
  const commands = names.filter((name) => COMMAND.test(name));
  const others = names.filter((name) => OTHER.test(name) && !COMMAND.test(name));
  return [`export { ${others.join(', ')} } from '${path}';`, ...commands.map(classOf)].join('\n');
}

const classOf = (name) => `export class ${name} {
  static name = '${name}';
  constructor(input) { this.input = input ?? {}; }
}`;

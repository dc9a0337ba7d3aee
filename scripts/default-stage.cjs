// `serverless invoke local` is for trying things on a laptop, against the one-machine stack;
// everything else (deploy, package, logs, remove) means the stage `dev` unless one is named.
const invokesLocally = () => process.argv.slice(2, 4).join(' ') === 'invoke local';

module.exports.stage = () => (invokesLocally() ? 'local' : 'dev');

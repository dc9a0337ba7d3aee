const Module = require('node:module');
const path = require('node:path');

const SOURCE = path.join(__dirname, '../src/settings/check.ts');
/** The commands that use settings. Others, such as `remove` and `logs`, must work whatever the settings are. */
const COMMANDS = ['print', 'package', 'deploy', 'deploy function', 'invoke local'];

/**
 * A plugin of the Serverless Framework: a setting that is misspelt or out of range stops the command, with one
 * message about all of them.
 */
class CheckSettings {
  constructor(serverless, options) {
    this.serverless = serverless;
    this.options = options;
    const { isHelpRequest, commands } = serverless.processedInput;
    if (isHelpRequest || !COMMANDS.includes(commands.join(' '))) return;
    const { hasVariable } = loadChecks();
    // At this time the framework has not yet put the settings into the rest of serverless.yml, where its own
    // messages would name a rule or a log group. Where it has to resolve variables first, the check waits.
    if (hasVariable(this.params())) this.hooks = { initialize: () => this.check() };
    else this.check();
  }

  check() {
    const { settingProblems, settingsMessage } = loadChecks();
    const { service } = this.serverless.service;
    const stage = this.serverless.getProvider('aws').getStage();
    const { param: options = [], env: variables = [] } = this.options;
    const params = this.params();
    const problems = settingProblems({ service, stage, options, variables, params });
    const message = settingsMessage([...problems, ...this.uselessOptions(options)]);
    if (message) throw new this.serverless.classes.Error(message, 'WRONG_SETTINGS');
  }

  params() {
    return this.serverless.configurationInput.params ?? {};
  }

  /** `deploy --package` deploys a template that `package` has made, with the settings that were valid then. */
  uselessOptions(options) {
    return options.length > 0 && this.options.package && this.isDeploy()
      ? ['--param: has no effect together with --package: give it to "serverless package"']
      : [];
  }

  isDeploy() {
    return this.serverless.processedInput.commands.join(' ') === 'deploy';
  }
}

let checks;

/** The checks are TypeScript, which functions and docs share; Node 20 cannot load it by itself. */
function loadChecks() {
  if (checks) return checks;
  const { buildSync } = require('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  const module = new Module(SOURCE);
  module._compile(outputFiles[0].text, SOURCE);
  checks = module.exports;
  return checks;
}

module.exports = CheckSettings;

const { loadSettings } = require('./load-settings.cjs');
const { readStageFiles } = require('./stage-files.cjs');

/** The commands that use settings. Others, such as `remove` and `logs`, must work whatever the settings are. */
const COMMANDS = ['print', 'package', 'deploy', 'deploy function', 'invoke local'];

/**
 * A plugin of the Serverless Framework: it adds the settings of `stages/<stage>.yml`, and a setting that is misspelt
 * or out of range stops the command, with one message about all of them.
 */
class CheckSettings {
  constructor(serverless, options) {
    this.serverless = serverless;
    this.options = options;
    const { isHelpRequest, commands } = serverless.processedInput;
    if (isHelpRequest) return;
    this.files = readStageFiles(serverless.serviceDir);
    this.addStageFile();
    if (!COMMANDS.includes(commands.join(' '))) return;
    // At this time the framework has not yet put the settings into the rest of serverless.yml, where its own
    // messages would name a rule or a log group. Where it has to resolve variables first, the check waits.
    if (loadSettings().hasVariable(this.params())) this.hooks = { initialize: () => this.check() };
    else this.check();
  }

  /** The framework resolves `${param:…}` later than it loads plugins, and from this object. */
  addStageFile() {
    const settings = loadSettings().settingsOf(this.files, this.stage());
    if (Object.keys(settings).length === 0) return;
    const { configurationInput } = this.serverless;
    configurationInput.params ??= {};
    const { params } = configurationInput;
    const section = params[this.stage()];
    if (typeof section === 'string') return;
    params[this.stage()] = Object.assign(section ?? {}, settings);
  }

  check() {
    const { settingProblems, settingsMessage } = loadSettings();
    const { service } = this.serverless.service;
    const { param: options = [], env: variables = [] } = this.options;
    const problems = settingProblems({
      ...{ service, options, variables },
      ...{ stage: this.stage(), params: this.params(), files: this.files },
    });
    const message = settingsMessage([...problems, ...this.uselessOptions(options)]);
    if (message) throw new this.serverless.classes.Error(message, 'WRONG_SETTINGS');
  }

  stage() {
    return this.serverless.getProvider('aws').getStage();
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

module.exports = CheckSettings;

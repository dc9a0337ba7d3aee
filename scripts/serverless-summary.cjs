const { loadSettings } = require('./load-settings.cjs');
const { readStageFiles } = require('./stage-files.cjs');

/** When each command says what it will do: before it changes anything, and after a package has been read. */
const HOOKS = {
  package: 'before:package:initialize',
  deploy: 'before:deploy:deploy',
  'deploy function': 'before:deploy:function:initialize',
};

/** A plugin of the Serverless Framework: a deployment says in one line what it will do. */
class SayWhatIsDeployed {
  constructor(serverless, options, { log }) {
    this.serverless = serverless;
    this.options = options;
    this.log = log;
    const hook = HOOKS[serverless.processedInput.commands.join(' ')];
    this.hooks = hook ? { [hook]: () => this.say() } : {};
  }

  say() {
    const { summaryLine, forgottenLine } = loadSettings();
    const deployment = this.deployment();
    this.log.notice(summaryLine(deployment));
    const forgotten = forgottenLine(deployment);
    if (forgotten) this.log.notice(forgotten);
  }

  deployment() {
    const { service, serviceDir, processedInput } = this.serverless;
    const provider = this.serverless.getProvider('aws');
    const { param: options = [], package: packed } = this.options;
    const isPacked = packed !== undefined && processedInput.commands.join(' ') === 'deploy';
    return {
      service: service.service,
      stage: provider.getStage(),
      region: provider.getRegion(),
      // The functions' own variables, so that the line says what they will do also for a package made before.
      environment: Object.assign(
        {},
        ...Object.values(service.functions).map(({ environment }) => environment ?? {}),
      ),
      options,
      files: readStageFiles(serviceDir),
      ...(isPacked && { package: packed }),
    };
  }
}

module.exports = SayWhatIsDeployed;

const { rm } = require('node:fs/promises');
const path = require('node:path');

const PACKAGE_DIR = '.build/package';
const LOCAL_DIR = '.build/invoke-local';
const HANDLER = /^handlers\/([A-Za-z0-9_-]+)\.handler$/;

/**
 * A plugin of the Serverless Framework: each function's package is its own esbuild bundle with its
 * source map, and nothing else; `invoke local` runs that same bundle.
 */
class BundleHandlers {
  constructor(serverless, options) {
    this.serverless = serverless;
    this.options = options;
    this.hooks = {
      initialize: () => this.pointToStack(),
      'before:package:createDeploymentArtifacts': () =>
        this.packageFunctions(serverless.service.getAllFunctions()),
      'before:package:function:package': () => this.packageFunctions([options.function]),
      'before:invoke:local:invoke': () => this.bundleForInvoke(),
    };
  }

  /** Bundles the functions and makes their zip files, as deterministic as the framework's own. */
  async packageFunctions(functionNames) {
    const bundles = await this.bundle(functionNames, PACKAGE_DIR);
    const prefix = path.join(this.serverless.serviceDir, PACKAGE_DIR);
    for (const [functionName, { file }] of bundles) {
      const files = [file, `${file}.map`];
      const artifact = await this.packager().zipFiles(files, `${functionName}.zip`, prefix);
      this.serverless.service.getFunction(functionName).package = { artifact };
    }
  }

  /** The framework loads the handler below `extraServicePath`, into this process. */
  async bundleForInvoke() {
    await this.bundle([this.options.function], LOCAL_DIR);
    this.options.extraServicePath = LOCAL_DIR;
    process.setSourceMapsEnabled(true);
  }

  /** @returns pairs of function name and bundle */
  async bundle(functionNames, outDir) {
    const { serviceDir } = this.serverless;
    const names = functionNames.map((functionName) => this.handlerOf(functionName));
    await rm(path.join(serviceDir, outDir), { recursive: true, force: true });
    const { bundleHandlers } = await import('./bundle.mjs');
    try {
      const bundles = await bundleHandlers({ names: [...new Set(names)], outDir, serviceDir });
      const byName = new Map(bundles.map((bundle) => [bundle.name, bundle]));
      return functionNames.map((name, i) => [name, byName.get(names[i])]);
    } catch (error) {
      throw this.failure(error.message, 'BUNDLE_FAILED');
    }
  }

  handlerOf(functionName) {
    const { handler } = this.serverless.service.getFunction(functionName);
    const [, name] = HANDLER.exec(handler) ?? [];
    if (name) return name;
    const wrong = `function ${functionName}: expected the handler handlers/<name>.handler, received ${handler}`;
    throw this.failure(wrong, 'HANDLER_NOT_IN_HANDLERS');
  }

  /**
   * `invoke local` in stage `local` talks to the one-machine stack, with nothing else set. The
   * stack takes any credentials; real ones are not looked for, and not sent to it.
   */
  pointToStack() {
    const { commands } = this.serverless.processedInput;
    const stage = this.serverless.getProvider('aws').getStage();
    if (commands.join(' ') !== 'invoke local' || stage !== 'local') return;
    const { env } = process;
    env.AWS_ENDPOINT_URL ??= `http://127.0.0.1:${env.PORT ?? 4566}`;
    env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    if (env.AWS_ACCESS_KEY_ID) return;
    delete env.AWS_PROFILE;
    env.AWS_ACCESS_KEY_ID = 'local';
    env.AWS_SECRET_ACCESS_KEY = 'local';
  }

  /** The framework's plugin that writes zip files: sorted, and without the time of day. */
  packager() {
    const { plugins } = this.serverless.pluginManager;
    return plugins.find((plugin) => typeof plugin.zipFiles === 'function');
  }

  failure(message, code) {
    return new this.serverless.classes.Error(message, code);
  }
}

module.exports = BundleHandlers;

/**
 * A plugin of the Serverless Framework: `deploy function` keeps the role that the function has.
 *
 * The framework would look for the role by its name in serverless.yml. Our roles have no name there, so that
 * CloudFormation gives them one that is unique in the account. A name of our own would have to contain the
 * region as well, because roles are global, and would limit the length of a stage to 14 characters. A full
 * deployment changes roles.
 */
class KeepRole {
  constructor(serverless, options) {
    this.hooks = {
      'after:deploy:function:initialize': () => {
        const { service } = serverless;
        service.getFunction(options.function).role =
          service.provider.remoteFunctionData.Configuration.Role;
      },
    };
  }
}

module.exports = KeepRole;

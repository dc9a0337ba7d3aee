/** The version of the package, for serverless.yml. */
module.exports.version = require('../package.json').version;

// IAM conditions on the tags that the stage obeys. The framework replaces variables in values only, and the key of a
// tag is part of the name of a condition.

const isAbsent = (name) => (tagPrefix) => [`aws:ResourceTag/${tagPrefix}:${name}`, 'true'];
const isPresent = (name) => (tagPrefix) => [`aws:ResourceTag/${tagPrefix}:${name}`, 'false'];

/** @returns a file variable of the framework: a condition of type `Null` */
const nullCondition =
  (...parts) =>
  async ({ resolveVariable }) => {
    const tagPrefix = await resolveVariable('param:tagPrefix');
    return Object.fromEntries(parts.map((part) => part(tagPrefix)));
  };

module.exports = {
  /** The channel asks for its deletion, and is not protected. */
  mayDelete: nullCondition(isPresent('auto-delete'), isAbsent('protect')),
  notProtected: nullCondition(isAbsent('protect')),
};

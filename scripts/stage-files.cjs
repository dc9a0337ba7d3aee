const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const FOLDER = 'stages';

/**
 * Reads the files of the folder `stages`, which have the settings of one stage each.
 *
 * @param {string} directory where serverless.yml is
 * @returns {{name: string, content?: unknown, error?: string}[]} every file, also one with a wrong name
 */
module.exports.readStageFiles = (directory) => {
  const folder = path.join(directory, FOLDER);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return names.sort().map((name) => ({ name, ...read(path.join(folder, name)) }));
};

function read(file) {
  const { parse } = require('yaml');
  try {
    return { content: parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    return { error: error.message.split('\n')[0] };
  }
}

/** The versions of the AWS CLI that take a command as it is written. */
export type AwsVersion = 1 | 2;

const FORMAT = / --cli-binary-format raw-in-base64-out(?= |$)/;

/** The version for which a command is meant, by its last comment: `# AWS CLI v2`. Absent: for both. */
export function versionFor(command: string): AwsVersion | undefined {
  const [, version] = /# AWS CLI v([12])$/.exec(command.trimEnd()) ?? [];
  return version === undefined ? undefined : version === '1' ? 1 : 2;
}

/**
 * What is wrong with the AWS CLI commands of a block. Version 1 sends a payload as it is, and does not know
 * `--cli-binary-format`. Version 2 takes `fileb://` as it is, and anything else as base64 without that option:
 * https://docs.aws.amazon.com/cli/latest/userguide/cliv2-migration-changes.html#cliv2-migration-binaryparam
 */
export function awsProblems(commands: readonly string[]): string[] {
  const words = commands.map(wordsOf);
  return commands.flatMap((command, i) => {
    const text = words[i] ?? '';
    if (!/^aws lambda invoke\b/.test(text)) return [];
    const isBinary = / --payload fileb:\/\//.test(text);
    const [expected, twin] = FORMAT.test(text)
      ? [2, text.replace(FORMAT, '')]
      : [1, words.find((other) => FORMAT.test(other) && other.replace(FORMAT, '') === text)];
    const received = versionFor(command);
    if (isBinary || !/ --payload /.test(text))
      return received === undefined ? [] : [`${text}: expected no version, because both take it`];
    if (received !== expected) return [`${text}: expected the comment "# AWS CLI v${expected}"`];
    const hasTwin = twin !== undefined && words.includes(twin);
    return hasTwin ? [] : [`${text}: expected the form of the other version in the same block`];
  });
}

/** A command without its comment and line breaks. */
const wordsOf = (command: string): string =>
  command
    .replace(/\s+#\s[^\n]*$/, '')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .trim();

import { tagOf } from './checks.ts';

export interface Made {
  version: string;
  /** Where the files of the release are. */
  folder: string;
  /** The files in it that are packages. */
  packages: readonly string[];
  /** Whether package.json still says `private`. */
  isPrivate: boolean;
}

/** What only the owner does. */
export function nextSteps({ version, folder, packages, isPrivate }: Made): string[] {
  const tag = tagOf(version);
  const publish = isPrivate
    ? 'Nothing can be published: package.json says "private": true. Remove it before the release that you publish.'
    : 'Approve the job "publish" of the workflow release.yml, or publish each file:';
  return [
    `\nReleased ${version} on this machine: commit, tag ${tag}, and ${folder}/.`,
    '\nWhat is left for you:',
    `  git show ${tag}`,
    `  (cd ${folder} && sha256sum --check SHA256SUMS)`,
    `  git push origin main ${tag}`,
    `  ${publish}`,
    ...(isPrivate ? [] : packages.map((file) => `  npm publish ${folder}/${file}`)),
    `To undo it before you push: git tag --delete ${tag} && git reset --keep HEAD~1`,
  ];
}

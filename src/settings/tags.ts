import type { TextSetting } from './setting.ts';

/**
 * AWS allows more in the key of a tag: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html. A colon is
 * excluded, because `autopilot:dev:auto-delete` would be a misspelt tag of the prefix `autopilot`. Capitals are
 * excluded, because IAM compares the keys of tags in conditions without regard to capitals, and IVS with.
 */
const PREFIX = /^(?!aws$)[a-z0-9][a-z0-9_.@/+-]*$/;
/** A key has at most 128 characters, and `:auto-delete` takes 12. */
const LONGEST_PREFIX = 116;

export const tagPrefix = {
  kind: 'text',
  param: 'tagPrefix',
  variable: 'TAG_PREFIX',
  required: true,
  expected: `1 to ${LONGEST_PREFIX} characters: lower-case letters, digits and _.@/+-, beginning with a letter or digit, and not aws`,
  accepts: (text: string) => text.length <= LONGEST_PREFIX && PREFIX.test(text),
  default: 'autopilot',
  text: 'Which tags this stage obeys: with `autopilot-dev`, the tags `autopilot-dev:auto-delete`, `autopilot-dev:rotate-key` and `autopilot-dev:protect`. Two stages in one account and region need [different prefixes](deploy.md#two-stages-in-one-account-and-region)',
} as const satisfies TextSetting;

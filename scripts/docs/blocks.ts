import { roomsBlock } from './rooms.ts';
import { settingsBlock } from './settings.ts';

/** What `npm run docs` writes into the pages, by the name in their markers. */
export const BLOCKS: Readonly<Record<string, () => string>> = {
  rooms: roomsBlock,
  settings: settingsBlock,
};

const BLOCK = /(<!-- generated: (\S+) \(npm run docs\) -->\n)[\s\S]*?(<!-- \/generated -->)/g;

/**
 * Replaces each generated block of a page:
 *
 *     <!-- generated: rooms (npm run docs) -->
 *     ...
 *     <!-- /generated -->
 *
 * @throws Error that names a block which nothing generates
 */
export function fillBlocks(
  page: string,
  blocks: Readonly<Record<string, () => string>> = BLOCKS,
): string {
  return page.replace(BLOCK, (_whole, begin: string, name: string, end: string) => {
    const make = blocks[name];
    if (!make) {
      const known = Object.keys(blocks).join(', ');
      throw new Error(`generated block: expected one of ${known}, received "${name}"`);
    }
    return `${begin}${make()}\n${end}`;
  });
}

/** @returns the targets of all links of a Markdown page, those in code left out */
export function linksOf(page: string): string[] {
  return [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => target ?? []);
}

/** @returns the anchors of all headings, as GitHub makes them */
export function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  const headings = [...page.replace(FENCED, '').matchAll(/^#{1,6} +(.+?) *$/gm)];
  return headings.map(([, heading = '']) => {
    const anchor = slug(heading);
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

const FENCED = /^ *```[\s\S]*?^ *```/gm;

const withoutCode = (page: string): string => page.replace(FENCED, '').replace(/`[^`\n]*`/g, '');

function slug(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/ /g, '-');
}

/** @returns the rows of the first table below a heading, each as its cells; the header row left out */
export function tableBelow(page: string, heading: string): string[][] {
  const from = page.split('\n').findIndex((line) => /^#/.test(line) && line.endsWith(heading));
  if (from < 0) throw new Error(`heading "${heading}": expected in the page, found none`);
  const lines = page.split('\n').slice(from + 1);
  const first = lines.findIndex((line) => line.startsWith('|'));
  const table = lines.slice(first);
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end < 0 ? undefined : end).map(cells);
}

const cells = (row: string): string[] =>
  row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

/** @returns every text in backticks of a page or a cell; fenced blocks are left out */
export const codesIn = (text: string): string[] =>
  [...text.replace(FENCED, '').matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code ?? []);

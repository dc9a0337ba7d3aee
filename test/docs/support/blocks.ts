/** A fenced code block of a page. */
export interface CodeBlock {
  page: string;
  /** Of the first line of the code. */
  line: number;
  language: string;
  code: string;
  /** Why the code is not run, from a comment above the block: `<!-- not run: <why> -->`. */
  notRun?: string;
}

const BLOCK = /^(?:<!-- not run: (.+) -->\n{1,2})?```(\w*)\n([\s\S]*?)^```$/gm;

export function codeBlocks(page: string, text: string): CodeBlock[] {
  return [...text.matchAll(BLOCK)].map((match) => {
    const [whole, notRun, language = '', code = ''] = match;
    const before = text.slice(0, match.index + whole.indexOf(code));
    const line = before.split('\n').length;
    return { page, line, language, code, ...(notRun !== undefined && { notRun }) };
  });
}

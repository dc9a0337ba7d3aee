import type { ComponentChildren } from 'preact';
import { type ExportQuery, exportPath } from '../../../protocol/export.ts';

interface DownloadProps {
  query: ExportQuery;
  children: ComponentChildren;
}

/** Downloads sessions as newline-delimited JSON. */
export function Download({ query, children }: DownloadProps) {
  return (
    <a
      class="download"
      href={exportPath(query)}
      download
      title="Newline-delimited JSON: a session a line"
    >
      {children}
    </a>
  );
}

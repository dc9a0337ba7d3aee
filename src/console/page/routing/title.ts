import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What the view shows, if its title alone does not say it: the name of a channel. */
export const subject = signal<string | undefined>(undefined);

/** Names what the view shows in its heading and in the title of the document. */
export function useSubject(text: string | undefined): void {
  useEffect(() => {
    subject.value = text;
    return () => {
      subject.value = undefined;
    };
  }, [text]);
}

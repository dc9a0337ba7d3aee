import { partsOf } from '../format/sentence.ts';
import { Time } from './time.tsx';

/** A text of a function, with its times in the local zone. */
export function Sentence({ text }: { text: string }) {
  return (
    <>
      {partsOf(text).map((part, i) =>
        // Every second part is a time.
        i % 2 === 1 ? <Time key={`${i} ${part}`} at={part} /> : part,
      )}
    </>
  );
}

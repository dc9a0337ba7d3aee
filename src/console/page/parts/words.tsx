/** A text from outside, which may be long and in any direction. Nothing if it is empty. */
export function Words({ text }: { text: string }) {
  return text === '' ? null : <bdi class="words">{text}</bdi>;
}

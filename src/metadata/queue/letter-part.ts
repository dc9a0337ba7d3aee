/** Which part of which attempt to retry a dead letter an SQS message is. */
export interface LetterPart {
  /** Id of the dead letter: 16 hexadecimal digits. */
  letterId: string;
  /** From 1. */
  attempt: number;
  /** From 0. */
  part: number;
}

const FORM = /^([0-9a-f]{16})#([1-9]\d{0,5})#(\d{1,4})$/;

/** The value of the message attribute `Letter`. */
export const letterPartText = ({ letterId, attempt, part }: LetterPart): string =>
  `${letterId}#${attempt}#${part}`;

/** @returns undefined for any other text: another program may have written it */
export function readLetterPart(text: string | undefined): LetterPart | undefined {
  const [, letterId, attempt, part] = FORM.exec(text ?? '') ?? [];
  if (letterId === undefined) return undefined;
  return { letterId, attempt: Number(attempt), part: Number(part) };
}

import type { ComponentChildren } from 'preact';
import type { TopicState } from '../state/topics.ts';

interface WithAnswerProps<Answer> {
  state: TopicState<Answer>;
  children: (answer: Answer) => ComponentChildren;
}

/** Shows an answer once it is there, and what is wrong if there is no newer one. */
export function WithAnswer<Answer>({ state, children }: WithAnswerProps<Answer>) {
  const { answer, problem } = state;
  return (
    <>
      {problem !== undefined && <Problem message={problem} />}
      {answer !== undefined && children(answer)}
      {answer === undefined && problem === undefined && <p class="loading">Loading…</p>}
    </>
  );
}

export function Problem({ message }: { message: string }) {
  return (
    <p class="problem" role="alert">
      {message}
    </p>
  );
}

/** Instead of an empty list: why it is empty, and what to do. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}

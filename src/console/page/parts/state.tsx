import type { ComponentChildren } from 'preact';
import type { TopicState } from '../state/topics.ts';
import { Time } from './time.tsx';

interface WithAnswerProps<Answer> {
  state: TopicState<Answer>;
  children: (answer: Answer) => ComponentChildren;
}

/** Shows an answer once it is there, and what is wrong if there is no newer one. */
export function WithAnswer<Answer>({ state, children }: WithAnswerProps<Answer>) {
  const { answer, at, problem } = state;
  return (
    <>
      {problem !== undefined && (
        <Problem message={problem}>
          {at !== undefined && answer !== undefined && (
            <>
              The values below are as of <Time at={at} />.
            </>
          )}
        </Problem>
      )}
      {answer !== undefined && children(answer)}
      {answer === undefined && problem === undefined && <Loading />}
    </>
  );
}

export function Loading() {
  return (
    <p class="loading" aria-busy="true">
      Loading…
    </p>
  );
}

interface ProblemProps {
  message: string;
  /** What to do about it. */
  children?: ComponentChildren;
}

/** What is wrong, and what to do about it. */
export function Problem({ message, children }: ProblemProps) {
  return (
    <div class="problem" role="alert">
      <p>{message}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

/** Instead of an empty list: why it is empty, and what to do. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}

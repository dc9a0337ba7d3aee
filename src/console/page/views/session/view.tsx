import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import type { SessionAnswer } from '../../../../sessions/queries/one.ts';
import { Chart } from '../../parts/chart/chart.tsx';
import { Empty, WithAnswer } from '../../parts/state.tsx';
import { Link } from '../../routing/link.tsx';
import { channelPath } from '../../routing/paths.ts';
import { useSubject } from '../../routing/title.ts';
import { useTopic } from '../../state/topics.ts';
import { Events } from './events.tsx';
import { Ingest } from './ingest.tsx';
import { Recordings } from './recordings.tsx';
import './session.css';
import { SessionFacts } from './session-facts.tsx';
import { TimeLine } from './time-line/time-line.tsx';

interface SessionViewProps {
  channel: string;
  stream: string;
}

/** One stream session. It grows while the stream is live. */
export function SessionView({ channel = '', stream = '' }: Partial<SessionViewProps>) {
  const state = useTopic('session', channel, stream);
  const session = state.answer?.sessions[0];
  useSubject(session?.channelName ?? channel);
  return (
    <WithAnswer state={state}>
      {(answer) =>
        session ? (
          <Known channel={channel} stream={stream} session={session} answer={answer} />
        ) : (
          <Empty>
            <p>
              No session <code>{stream}</code> of channel <code>{channel}</code> is stored. It may
              be older than the stage keeps sessions, or the link is wrong.
            </p>
            <Link to={channelPath(channel)}>Go to the channel</Link>
          </Empty>
        )
      }
    </WithAnswer>
  );
}

interface KnownProps extends SessionViewProps {
  session: FullSessionView;
  answer: SessionAnswer;
}

function Known({ channel, stream, session, answer }: KnownProps) {
  const curve = session.viewers?.curve;
  return (
    <>
      <SessionFacts channel={channel} session={session} />
      <section aria-labelledby="time-line">
        <h2 id="time-line">Time line</h2>
        <TimeLine session={session} />
      </section>
      <section aria-labelledby="viewers">
        <h2 id="viewers">Viewers</h2>
        {curve ? (
          <Chart title="Viewers over time" unit="viewers" series={curve} />
        ) : (
          <p class="empty">
            No viewers were counted. They are counted every minute while a stream is live.
          </p>
        )}
      </section>
      <Ingest session={session} />
      <Recordings session={session} />
      <Events channel={channel} stream={stream} answer={answer} />
    </>
  );
}

import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import { exportPath } from '../../../protocol/export.ts';
import { countText, plural } from '../../format/units.ts';
import { Badge, SessionState } from '../../parts/badge.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Duration, Since, Time } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { channelPath } from '../../routing/paths.ts';
import { now } from '../../state/now.ts';
import { failureText } from './session-texts.ts';

/** What a session is and was, in sum. */
export function SessionFacts({ channel, session }: { channel: string; session: FullSessionView }) {
  const { channelArn, channelName, streamId, state } = session;
  return (
    <Facts>
      <Fact title="State">
        <SessionState state={state} />{' '}
        {session.starvingSince !== undefined && (
          <Badge tone="bad">
            starving for <Since at={session.starvingSince} />
          </Badge>
        )}
      </Fact>
      <Fact title="Why it failed">{failureText(session)}</Fact>
      <Fact title="Channel">
        <Link to={channelPath(channel)}>
          <bdi>{channelName || channel}</bdi>
        </Link>{' '}
        <code>{channelArn}</code>
      </Fact>
      <Fact title="Stream">
        <code>{streamId}</code>
      </Fact>
      <Times session={session} />
      <Sums session={session} />
      <Doubts session={session} />
      <Fact title="Export">
        <a href={exportPath({ channel, stream: session.streamId })} download>
          The session with its time line, as JSON
        </a>
      </Fact>
    </Facts>
  );
}

function Times({ session }: { session: FullSessionView }) {
  const { startedAt, endedAt, ingestEndedAt, failedAt, durationMs } = session;
  const end = endedAt ?? ingestEndedAt ?? failedAt;
  return (
    <>
      <Fact title="Started">{startedAt !== undefined && <Time at={startedAt} />}</Fact>
      <Fact title="Ended">{end !== undefined && <Time at={end} />}</Fact>
      <Fact title="Duration">
        {durationMs !== undefined && <Duration ms={durationMs} />}
        {durationMs === undefined && end === undefined && startedAt !== undefined && (
          <Since at={startedAt} />
        )}
      </Fact>
    </>
  );
}

function Sums({ session: { viewers, health, starvingSince } }: { session: FullSessionView }) {
  // The total of the function has the spells that have ended.
  const current = starvingSince === undefined ? 0 : now.value - Date.parse(starvingSince);
  const totalMs = (health?.starvation.totalMs ?? 0) + current;
  return (
    <>
      <Fact title="Viewers">
        {viewers && (
          <>
            most {countText(viewers.peak)} at <Time at={viewers.peakAt} />
            {viewers.mean !== undefined && `, mean ${countText(viewers.mean)}`}, last{' '}
            {countText(viewers.lastCount)}
          </>
        )}
      </Fact>
      <Fact title="Starvation">
        {health && health.starvation.count > 0 && (
          <>
            {plural(health.starvation.count, 'time')}, <Duration ms={totalMs} /> in total
            {health.starvation.incomplete > 0 &&
              `, without ${health.starvation.incomplete} whose start or end is not known`}
          </>
        )}
      </Fact>
      <Fact title="Takeovers">{health?.counts.takeovers || undefined}</Fact>
      <Fact title="Limit breaches">{health?.counts.breaches || undefined}</Fact>
    </>
  );
}

function Doubts({ session: { repaired, oddTime } }: { session: FullSessionView }) {
  return (
    <>
      <Fact title="Repaired">
        {repaired && 'An event did not arrive. What it would have said comes from IVS.'}
      </Fact>
      <Fact title="Doubtful">
        {oddTime && 'One of its times cannot be right: the time of an event is wrong.'}
      </Fact>
    </>
  );
}

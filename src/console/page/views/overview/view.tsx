import type { Overview } from '../../../../doctor/overview/overview.ts';
import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import type { Totals } from '../../../../sessions/totals/sums.ts';
import { shortClockText, shortDurationText } from '../../format/time.ts';
import { countText } from '../../format/units.ts';
import { Chart } from '../../parts/chart/chart.tsx';
import { type Series, trimmed } from '../../parts/chart/series.ts';
import { GettingStarted } from '../../parts/getting-started.tsx';
import { Stat, Stats } from '../../parts/stat.tsx';
import { Empty, Problem } from '../../parts/state.tsx';
import { Time } from '../../parts/time.tsx';
import { about } from '../../state/about.ts';
import { now, utcToday } from '../../state/now.ts';
import { type TopicState, useTopic } from '../../state/topics.ts';
import { Needs } from './need-list.tsx';
import { needsOf } from './needs.ts';
import './view.css';

/** The chart shows an hour at least: 12 steps of 5 minutes. */
const HOUR_STEPS = 12;

/** What needs an operator, and how much is going on. */
export function OverviewView() {
  const day = utcToday.value;
  const overview = useTopic('overview');
  const live = useTopic('live');
  const totals = useTopic('totals', day);
  const viewers = useTopic('viewers', day);
  const breaches = useTopic('breaches');
  const known = {
    overview: overview.answer?.overview,
    live: live.answer?.sessions,
    breaches: breaches.answer?.breaches,
  };
  const isIdle = known.live?.length === 0 && totals.answer?.totals.sessions === 0;
  return (
    <>
      <Problems states={[overview, live, totals, viewers, breaches]} />
      <Needs needs={needsOf(known, now.peek())} isKnown={known.overview !== undefined} />
      {isIdle && (
        <Empty>
          <GettingStarted />
        </Empty>
      )}
      <div class="overview">
        <NowStats sessions={known.live} />
        <TodayStats totals={totals.answer?.totals} peak={viewers.answer?.viewers} />
        <MetadataStats overview={known.overview} />
        <WaitingStats overview={known.overview} />
      </div>
      {viewers.answer && <DayChart day={day} series={viewers.answer.viewers} />}
    </>
  );
}

function DayChart({ day, series }: { day: string; series: Series }) {
  if (series.counts.every((count) => count === null))
    return (
      <p class="quiet">Viewers over the day stand here once a stream was live for a minute.</p>
    );
  const title = `Viewers on ${day} (UTC)`;
  return <Chart title={title} unit="viewers" series={trimmed(series, HOUR_STEPS)} />;
}

/** The same problem is told once: the functions often fail together. */
function Problems({ states }: { states: readonly TopicState<unknown>[] }) {
  const problems = states.filter(({ problem }) => problem !== undefined);
  const messages = new Map(problems.map(({ problem = '', at }) => [problem, at]));
  return [...messages].map(([message, at]) => (
    <Problem key={message} message={message}>
      {at === undefined ? undefined : (
        <>
          The values are as of <Time at={at} />.
        </>
      )}
    </Problem>
  ));
}

const count = (value: number | undefined) => (value === undefined ? undefined : countText(value));
const bad = (value: number | undefined) => (value ? ('bad' as const) : undefined);

function NowStats({ sessions }: { sessions: readonly FullSessionView[] | undefined }) {
  const viewers = sessions?.reduce((sum, one) => sum + (one.viewers?.lastCount ?? 0), 0);
  const starving = sessions?.filter((one) => one.starvingSince !== undefined).length;
  return (
    <Stats title="Now">
      <Stat label="live streams" to="/live" value={count(sessions?.length)} />
      <Stat label="viewers" to="/live?sort=-viewers" value={count(viewers)} />
      <Stat
        label="starving"
        to="/live?health=starving"
        value={count(starving)}
        tone={bad(starving)}
      />
    </Stats>
  );
}

interface TodayProps {
  totals: Totals | undefined;
  peak: { peak?: number; peakAt?: string } | undefined;
}

function TodayStats({ totals, peak }: TodayProps) {
  const failed = totals?.failed;
  return (
    <Stats title="Today (UTC)">
      <Stat label="sessions" to="/days" value={count(totals?.sessions)} />
      <Stat label="failed" to="/days?days=1" value={count(failed)} tone={bad(failed)} />
      <Stat label="repaired" to="/days?sort=-repaired" value={count(totals?.repaired)} />
      <Stat
        label="peak viewers"
        to="/days?sort=-peak"
        value={peak && (peak.peak === undefined ? '–' : countText(peak.peak))}
      >
        {peak?.peakAt && `at ${shortClockText(peak.peakAt)}`}
      </Stat>
    </Stats>
  );
}

function MetadataStats({ overview }: { overview: Overview | undefined }) {
  const { metadata } = overview ?? {};
  const isOff = metadata?.history === 'off';
  const rate = isOff ? 'unknown' : metadata && `${countText(metadata.perSecond)}/s`;
  const age =
    metadata && (metadata.maxAgeMs === undefined ? '–' : shortDurationText(metadata.maxAgeMs));
  return (
    <Stats title="Metadata">
      <Stat label="delivered" to="/live" value={rate}>
        {isOff && 'metadataHistory is off'}
      </Stat>
      <Stat label="longest wait" to="/live" value={age}>
        last minute
      </Stat>
      <Stat label="waiting" to="/live" value={count(metadata?.waiting)} />
    </Stats>
  );
}

function WaitingStats({ overview }: { overview: Overview | undefined }) {
  const { heldChannels, overdueKeys, deadLetters, throttled } = overview ?? {};
  const letters = deadLetters && deadLetters.metadata + deadLetters.function;
  return (
    <Stats title="For operators">
      <Stat
        label="held channels"
        to="/cleanup"
        value={count(heldChannels)}
        tone={bad(heldChannels)}
      />
      <Stat
        label="overdue keys"
        to="/plan?show=overdue"
        value={count(overdueKeys)}
        tone={bad(overdueKeys)}
      />
      <Stat
        label="dead letters"
        to="/letters"
        value={
          letters === undefined
            ? undefined
            : `${countText(letters)}${deadLetters?.hasMore ? '+' : ''}`
        }
        tone={bad(letters)}
      />
      <Stat
        label="throttled"
        {...(about.value?.isLocal && { to: '/simulator' })}
        value={count(throttled)}
        tone={throttled ? 'warn' : undefined}
      >
        last hour
      </Stat>
    </Stats>
  );
}

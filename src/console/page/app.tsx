import { Problem } from './parts/state.tsx';
import { timeText, ZONE } from './parts/time.tsx';
import { Link } from './routing/link.tsx';
import { place } from './routing/location.ts';
import { VIEWS, viewOf } from './routing/views.ts';
import { about, aboutProblem } from './state/about.ts';
import { connection, lastMessageAt } from './state/topics.ts';

/** The whole page: navigation, state of the connection, and one view. */
export function App() {
  const found = viewOf(place.value.path);
  if (aboutProblem.value !== undefined) return <Problem message={aboutProblem.value} />;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <h1>{found?.view.title ?? 'Not found'}</h1>
        {found ? (
          <found.view.show key={place.value.path} {...found.parameters} />
        ) : (
          <Problem message={`The console has no page ${place.value.path}.`} />
        )}
      </main>
    </>
  );
}

function Header() {
  const { stage, region, isLocal, isReadOnly } = about.value ?? {};
  const views = VIEWS.filter(({ key, isLocal: local }) => key && (!local || isLocal));
  return (
    <header>
      <p class="stage">
        <strong>{stage}</strong> {region} {isReadOnly && <span class="badge">read only</span>}
      </p>
      <nav aria-label="Views">
        {views.map(({ path, title }) => (
          <Link key={path} to={path} current={place.value.path === path}>
            {title}
          </Link>
        ))}
      </nav>
      <p class="connection" role="status">
        {connectionText()} <span class="zone">{ZONE}</span>
      </p>
    </header>
  );
}

function connectionText(): string {
  if (connection.value !== 'offline')
    return connection.value === 'online' ? 'online' : 'connecting';
  const since = lastMessageAt.value;
  return since === undefined
    ? 'offline'
    : `offline since ${timeText(new Date(since).toISOString())}: values are as of then`;
}

import { useEffect } from 'preact/hooks';
import { DialogHost } from './parts/dialog-host.tsx';
import { Problem } from './parts/state.tsx';
import { documentTitle } from './routing/document-title.ts';
import { Link } from './routing/link.tsx';
import { place } from './routing/location.ts';
import { subject } from './routing/title.ts';
import { viewOf } from './routing/views.ts';
import { Header } from './shell/header.tsx';
import { Help } from './shell/help.tsx';
import { about, aboutProblem } from './state/about.ts';

/** The whole page: what is on every page, and one view. */
export function App() {
  const { path } = place.value;
  const found = viewOf(path);
  const title = found?.view.title ?? 'Not found';
  const [named, stage] = [subject.value, about.value?.stage];
  useEffect(() => {
    document.title = documentTitle(title, named, stage);
  }, [title, named, stage]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        {aboutProblem.value !== undefined && <Problem message={aboutProblem.value} />}
        <h1>
          {title}
          {named !== undefined && (
            <>
              {' '}
              <bdi>{named}</bdi>
            </>
          )}
        </h1>
        {found ? <found.view.show key={path} {...found.parameters} /> : <NotFound path={path} />}
      </main>
      <DialogHost />
      <Help />
    </>
  );
}

function NotFound({ path }: { path: string }) {
  return (
    <Problem message={`The console has no page ${path}.`}>
      <Link to="/">Go to the overview</Link>
    </Problem>
  );
}

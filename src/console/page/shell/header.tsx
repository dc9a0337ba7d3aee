import type { TargetedSubmitEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { ZONE } from '../format/time.ts';
import { timeText } from '../parts/time.tsx';
import { Link } from '../routing/link.tsx';
import { goTo, place } from '../routing/location.ts';
import { findPath } from '../routing/paths.ts';
import { navigation } from '../routing/views.ts';
import { about } from '../state/about.ts';
import { connection, offlineSince } from '../state/connection.ts';
import { type Theme, theme } from '../state/theme.ts';

import { isHelpOpen } from './help-state.ts';

/** What is on every page: the stage, the views, the search and whether the values are current. */
export function Header() {
  const { stage, region, isLocal = false, isReadOnly } = about.value ?? {};
  return (
    <header>
      <p class="stage">
        <strong>{stage ?? '…'}</strong> <span>{region}</span>
        {isReadOnly && <span class="badge quiet">read only</span>}
      </p>
      <nav aria-label="Views">
        {navigation(isLocal).map(({ path, title }) => (
          <Link key={path} to={path} current={isBelow(path)}>
            {title}
          </Link>
        ))}
      </nav>
      <FindForm />
      <Connection />
      <p class="tools">
        <span class="zone" title="All times are in this zone, except where a page says UTC">
          {ZONE}
        </span>
        <ThemeChoice />
        <button
          type="button"
          aria-label="Keys"
          title="Keys: ?"
          onClick={() => {
            isHelpOpen.value = true;
          }}
        >
          ?
        </button>
      </p>
    </header>
  );
}

const isBelow = (path: string): boolean => place.value.path === path;

function FindForm() {
  const input = useRef<HTMLInputElement>(null);
  const find = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const text = input.current?.value.trim() ?? '';
    if (text !== '') goTo(findPath(text));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> has no role in older browsers
    <form role="search" onSubmit={find}>
      <input
        ref={input}
        type="search"
        data-find
        aria-label="Channel: name, id or ARN"
        placeholder="Name, id or ARN"
        title="Search a channel: /"
        autocomplete="off"
        spellcheck={false}
      />
    </form>
  );
}

function Connection() {
  const state = connection.value;
  return (
    <p class={`connection ${state}`} role="status">
      {connectionText()}
    </p>
  );
}

function connectionText(): string {
  if (connection.value !== 'offline')
    return connection.value === 'online' ? 'online' : 'connecting';
  const since = offlineSince.value;
  if (since === undefined) return 'offline: the console does not answer';
  return `offline since ${timeText(new Date(since).toISOString())}. The values are as of then. Start the console again if it was stopped: the page then goes on by itself.`;
}

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

function ThemeChoice() {
  return (
    <select
      aria-label="Colours"
      value={theme.value}
      onChange={({ currentTarget }) => {
        theme.value = THEMES.find((one) => one === currentTarget.value) ?? 'auto';
      }}
    >
      {THEMES.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  );
}

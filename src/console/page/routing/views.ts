import type { ComponentType } from 'preact';
import { ChannelView } from '../views/channel/view.tsx';
import { CleanupView } from '../views/cleanup/view.tsx';
import { DaysView } from '../views/days/view.tsx';
import { FindView } from '../views/find/view.tsx';
import { LettersView } from '../views/letters/view.tsx';
import { LiveView } from '../views/live/view.tsx';
import { OverviewView } from '../views/overview/view.tsx';
import { PlanView } from '../views/plan/view.tsx';
import { SessionView } from '../views/session/view.tsx';
import { SimulatorView } from '../views/simulator/view.tsx';
import { parametersOf } from './paths.ts';

/** A page of the console. */
export interface View {
  title: string;
  /** Its path, with `:name` for parameters. */
  path: string;
  /** Gets the parameters of the path. */
  show: ComponentType<Record<string, string>>;
  /** In the navigation, with the key that opens it after `g`. */
  key?: string;
  /** On the one-machine stack only. */
  isLocal?: true;
}

export const VIEWS: readonly View[] = [
  { title: 'Overview', path: '/', show: OverviewView, key: 'o' },
  { title: 'Live', path: '/live', show: LiveView, key: 'l' },
  { title: 'Days', path: '/days', show: DaysView, key: 'd' },
  { title: 'Plan', path: '/plan', show: PlanView, key: 'p' },
  { title: 'Cleanup', path: '/cleanup', show: CleanupView, key: 'c' },
  { title: 'Dead letters', path: '/letters', show: LettersView, key: 'e' },
  { title: 'Simulator', path: '/simulator', show: SimulatorView, key: 's', isLocal: true },
  { title: 'Find a channel', path: '/find', show: FindView },
  { title: 'Channel', path: '/channels/:channel', show: ChannelView as View['show'] },
  {
    title: 'Session',
    path: '/channels/:channel/sessions/:stream',
    show: SessionView as View['show'],
  },
];

/** @returns the view of a path with the values of its parameters; undefined for an unknown path */
export function viewOf(
  path: string,
): { view: View; parameters: Record<string, string> } | undefined {
  for (const view of VIEWS) {
    const parameters = parametersOf(view.path, path);
    if (parameters) return { view, parameters };
  }
  return undefined;
}

/** The views of the navigation. */
export const navigation = (isLocal: boolean): View[] =>
  VIEWS.filter((view) => view.key !== undefined && (!view.isLocal || isLocal));

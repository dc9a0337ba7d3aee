import { render } from 'preact';
import './styles/main.css';
import { App } from './app.tsx';
import { followHistory } from './routing/location.ts';
import { loadAbout } from './state/about.ts';
import { startClock } from './state/now.ts';
import { pauseWhileHidden } from './state/topics.ts';

followHistory();
pauseWhileHidden();
startClock();
void loadAbout();
render(<App />, document.body);

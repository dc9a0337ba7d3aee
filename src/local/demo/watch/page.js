// The script of the watching page. Hls is a global of hls.js. It runs in a browser.
import { createDecoder } from '/player.js';

const OWNER = 'metadata.live-video.net\0';
const SHOWN_MS = 6_000;
const RETRY_MS = 2_000;
const element = (id) => document.getElementById(id);
const [video, status, overlay] = ['video', 'status', 'overlay'].map(element);
const { decode } = createDecoder();
/** Messages that wait for their time in the picture. */
const waiting = [];
let count = 0;

function showMessage(message) {
  const line = document.createElement('p');
  line.textContent = typeof message === 'string' ? message : JSON.stringify(message);
  overlay.append(line);
  setTimeout(() => line.remove(), SHOWN_MS);
  count += 1;
  element('count').textContent = `${count}`;
}

async function receive({ data, pts }) {
  const [, text] = new TextDecoder().decode(data).split(OWNER);
  if (text === undefined) return;
  for (const message of await decode(text)) waiting.push({ pts, message });
}

function showWhatIsDue(hls) {
  while (waiting.length > 0 && waiting[0].pts <= video.currentTime)
    showMessage(waiting.shift().message);
  const shownAt = hls.playingDate?.getTime();
  if (shownAt !== undefined)
    element('latency').textContent = `${((Date.now() - shownAt) / 1_000).toFixed(1)} s`;
}

function play(url) {
  const hls = new Hls({ liveSyncDuration: 3, maxLiveSyncPlaybackRate: 1.1 });
  const timer = setInterval(() => showWhatIsDue(hls), 50);
  hls.on(Hls.Events.FRAG_PARSING_METADATA, (_event, { samples }) => {
    for (const sample of samples) void receive(sample);
  });
  hls.on(Hls.Events.ERROR, (_event, { fatal, details, response }) => {
    if (!fatal) return;
    status.textContent =
      response?.code === 404 ? 'waiting for the stream' : `no picture: ${details}`;
    restart();
  });
  const restart = () => {
    clearInterval(timer);
    hls.destroy();
    // The time of the next stream begins again. What still waits would hold up the messages of that stream.
    waiting.length = 0;
    setTimeout(() => play(url), RETRY_MS);
  };
  video.onplaying = () => {
    status.textContent = 'live';
  };
  video.onended = restart;
  hls.loadSource(url);
  hls.attachMedia(video);
}

element('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = element('text').value;
  const response = await fetch('/message', { method: 'POST', body: JSON.stringify({ text }) });
  if (response.ok) element('text').value = '';
  else status.textContent = `not sent: ${(await response.json()).message}`;
});

const { playbackUrl } = await (await fetch('/channel')).json();
element('url').textContent = playbackUrl;
play(playbackUrl);

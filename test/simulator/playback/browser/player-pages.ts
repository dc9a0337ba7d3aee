import { access, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

// Serves pages with players, on another origin than the simulator. The Amazon IVS Player is used by these tests only.

const MODULES = 'node_modules';
const IVS_ASSETS = `${MODULES}/amazon-ivs-player/dist/assets`;

/** Whether the package amazon-ivs-player is installed. */
export const hasIvsPlayer = (): Promise<boolean> =>
  access(`${IVS_ASSETS}/amazon-ivs-wasmworker.min.wasm`).then(
    () => true,
    () => false,
  );

/** What a page tells about its player. */
export interface PlayerState {
  /** States and errors of the player, in their order. */
  log: string[];
  /** The cues of PutMetadata: when they were reported, and their own time, both in seconds of the media. */
  cues: { text: string; at: number; startTime: number }[];
  /** What `ivs-autopilot/player` makes of the cues. */
  messages: unknown[];
  width: number;
  position: number;
  /** What the player has loaded: from when to when, s. */
  buffered: [number, number][];
  frames: number;
  latency: number;
  /** The second and tenth of the minute that the picture shows; -1 if it cannot be read. */
  clock: number;
  now: number;
}

const STATE_SCRIPT = `
  const video = document.querySelector('video');
  const state = { log: [], cues: [], messages: [], latency: () => -1 };
  const { decode } = createDecoder();
  async function receive(cue) {
    state.cues.push(cue);
    state.messages.push(...(await decode(cue.text)));
  }
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  // Reads the binary digits and the tenth of the built-in picture.
  function clock() {
    if (!video.videoWidth) return -1;
    canvas.canvas.width = 480;
    canvas.canvas.height = 270;
    canvas.drawImage(video, 0, 0, 480, 270);
    const isLit = (x, y) => canvas.getImageData(x, y, 1, 1).data[0] > 128;
    let second = 0;
    for (let bit = 0; bit < 6; bit++) if (isLit(48 + (5 - bit) * 64 + 32, 212)) second += 2 ** bit;
    const tenth = Array.from({ length: 10 }, (_, n) => n).findIndex((n) => isLit(n * 48 + 24, 248));
    return tenth < 0 ? -1 : second + tenth / 10;
  }
  window.read = () => ({
    log: state.log, cues: state.cues, messages: state.messages, width: video.videoWidth, position: video.currentTime,
    buffered: Array.from({ length: video.buffered.length }, (_, n) => [video.buffered.start(n), video.buffered.end(n)]),
    frames: video.getVideoPlaybackQuality().totalVideoFrames, latency: state.latency(),
    clock: clock(), now: Date.now(),
  });`;

const HLS_SCRIPT = `
  const buffer = Number(new URLSearchParams(location.search).get('buffer') ?? 30);
  const hls = new Hls({ liveSyncDurationCount: 2, maxBufferLength: buffer, maxMaxBufferLength: buffer });
  for (const event of ['ERROR', 'LEVEL_LOADED', 'FRAG_BUFFERED']) hls.on(Hls.Events[event], (_, data) => {
    if (event === 'ERROR') state.log.push('error ' + data.type + ' ' + data.details + ' ' + (data.response ? data.response.code : '') + (data.fatal ? ' fatal' : ''));
    else if (!state.log.includes(event)) state.log.push(event);
  });
  video.addEventListener('playing', () => state.log.push('playing'));
  video.addEventListener('ended', () => state.log.push('ENDED'));
  hls.on(Hls.Events.FRAG_PARSING_METADATA, (_, { samples }) => {
    for (const { data, pts } of samples) {
      const [, metadata] = new TextDecoder().decode(data).split('metadata.live-video.net\\0');
      if (metadata !== undefined) receive({ text: metadata, at: pts, startTime: pts });
    }
  });
  state.latency = () => hls.latency;
  hls.loadSource(url);
  hls.attachMedia(video);
  window.stop = () => hls.destroy();`;

const IVS_SCRIPT = `
  const { create, PlayerEventType, PlayerState } = IVS;
  const player = create({
    wasmWorker: location.origin + '/ivs/amazon-ivs-wasmworker.min.js',
    wasmBinary: location.origin + '/ivs/amazon-ivs-wasmworker.min.wasm',
  });
  player.attachHTMLVideoElement(video);
  for (const name of Object.keys(PlayerState)) player.addEventListener(PlayerState[name], () => state.log.push(name));
  player.addEventListener(PlayerEventType.ERROR, (error) => state.log.push('error ' + error.type + ' ' + error.code + ' ' + error.message));
  player.addEventListener(PlayerEventType.TEXT_METADATA_CUE, ({ owner, text, startTime }) => {
    if (owner === 'metadata.live-video.net') receive({ text, at: video.currentTime, startTime });
  });
  state.latency = () => player.getLiveLatency();
  window.player = player;
  player.load(url);
  player.play();
  window.stop = () => player.delete();`;

const page = (library: string, script: string): string => `<!doctype html><title>Player</title>
<video autoplay muted playsinline crossorigin="anonymous"></video>
<script src="${library}"></script>
<script type="module">
  import { createDecoder } from '/player.mjs';
  const url = new URLSearchParams(location.search).get('url');
  ${STATE_SCRIPT}
  ${script}
</script>`;

export interface PlayerPages {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** @returns the URL of the page that plays `url` */
  hls(url: string): string;
  ivs(url: string): string;
  close(): void;
}

export async function servePlayerPages(): Promise<PlayerPages> {
  const files: Record<string, () => Promise<string | Buffer>> = {
    '/hls': async () => page('/hls.js', HLS_SCRIPT),
    '/ivs': async () => page('/ivs.js', IVS_SCRIPT),
    '/player.mjs': () => readFile('dist/player.mjs'),
    '/hls.js': () => readFile(`${MODULES}/hls.js/dist/hls.min.js`),
    '/ivs.js': ivsBundle(),
    '/ivs/amazon-ivs-wasmworker.min.js': () =>
      readFile(`${IVS_ASSETS}/amazon-ivs-wasmworker.min.js`),
    '/ivs/amazon-ivs-wasmworker.min.wasm': () =>
      readFile(`${IVS_ASSETS}/amazon-ivs-wasmworker.min.wasm`),
  };
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const body = await files[path]?.();
    response.setHeader('content-type', typeOf(path));
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pageOf = (name: string) => (url: string) =>
    `${origin}/${name}?url=${encodeURIComponent(url)}`;
  return { origin, hls: pageOf('hls'), ivs: pageOf('ivs'), close: () => server.close() };
}

/** Bundles the IVS player once, in memory. */
function ivsBundle(): () => Promise<string> {
  let bundle: Promise<string> | undefined;
  const make = async (): Promise<string> => {
    const result = await build({
      entryPoints: ['amazon-ivs-player'],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'IVS',
      platform: 'browser',
      logLevel: 'silent',
    });
    return result.outputFiles[0]?.text ?? '';
  };
  return () => {
    bundle ??= make();
    return bundle;
  };
}

function typeOf(path: string): string {
  if (/\.m?js$/.test(path)) return 'text/javascript';
  return path.endsWith('.wasm') ? 'application/wasm' : 'text/html';
}

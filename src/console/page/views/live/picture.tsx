import type Hls from 'hls.js';
import { useEffect, useRef, useState } from 'preact/hooks';
import { channelIdOf } from '../../parts/channel-name.tsx';
import { about } from '../../state/about.ts';
import { playbackUrl } from './playback-url.ts';

interface PictureProps {
  channelArn: string;
  name: string | undefined;
}

/** Shows what viewers see, once the user asks for it. */
export function Picture({ channelArn, name }: PictureProps) {
  const [isOpen, setOpen] = useState(false);
  const label = name || channelIdOf(channelArn);
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? 'Close' : 'Show'} the picture of ${label}`}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Close' : 'Show'}
      </button>
      {isOpen && <Player channelArn={channelArn} label={label} />}
    </>
  );
}

function Player({ channelArn, label }: { channelArn: string; label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const element = video.current;
    const url = playbackUrl(channelArn, about.value?.mediaOrigin ?? location.origin);
    if (!element || url === undefined) return;
    let isClosed = false;
    let player: Hls | undefined;
    play(element, url, setProblem).then(
      (started) => {
        player = started;
        if (isClosed) started.destroy();
      },
      (error: unknown) => setProblem(String(error)),
    );
    return () => {
      isClosed = true;
      player?.destroy();
    };
  }, [channelArn]);
  return (
    <div class="player">
      <video ref={video} muted autoplay playsInline controls aria-label={`Picture of ${label}`} />
      {problem !== undefined && <p class="bad">{problem}</p>}
    </div>
  );
}

const PLAYER = '/console/assets/hls.js';

/** They would be loaded from a `data:` address, which the page does not allow. */
const NO_TEXT_TRACKS = {
  enableID3MetadataCues: false,
  enableEmsgMetadataCues: false,
  enableDateRangeMetadataCues: false,
};

/** hls.js is loaded when the first picture is opened. */
async function play(
  element: HTMLVideoElement,
  url: string,
  tell: (problem: string | undefined) => void,
): Promise<Hls> {
  const { default: Player }: { default: typeof Hls } = await import(PLAYER);
  const player = new Player({ maxBufferLength: 10, ...NO_TEXT_TRACKS });
  player.on(Player.Events.ERROR, (_, { fatal, details }) => {
    if (fatal)
      tell(`No picture (${details}). If the stream has just begun, try again in some seconds.`);
  });
  player.on(Player.Events.FRAG_BUFFERED, () => tell(undefined));
  player.loadSource(url);
  player.attachMedia(element);
  return player;
}

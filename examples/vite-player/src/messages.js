import { createDecoder } from 'ivs-autopilot/player';

/**
 * Calls `show` with each message of a channel, once and in order.
 *
 * @param player of the Amazon IVS player
 * @param cueEvent `PlayerEventType.TEXT_METADATA_CUE`
 */
export function onMessage(player, cueEvent, show) {
  // One decoder for each channel. It gets every cue, in the order of the events.
  const { decode } = createDecoder();
  player.addEventListener(cueEvent, async ({ owner, text }) => {
    // IVS itself sends a tag at the start of each segment. Cues of PutMetadata have this owner.
    if (owner !== 'metadata.live-video.net') return;
    for (const message of await decode(text)) show(message);
  });
}

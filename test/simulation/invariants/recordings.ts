import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'a recording that may go on is kept';

/** A channel is not deleted while a stream that comes back would continue its recording. */
export function recordingsAreKept({ checks, simulator }: ObserverTools): Observer {
  /** The recording configuration of each channel whose recording has not ended. */
  const open = new Map<string, string>();
  return {
    onIvsEvent({ detail, resources: [channelArn = ''] }) {
      const { recording_status: status } = detail as { recording_status?: string };
      if (status === 'Recording Start') {
        const [channel] = simulator.channels({ channelArn });
        open.set(channelArn, channel?.recordingConfigurationArn ?? '');
      }
      if (status === 'Recording End' || status === 'Recording End Failure') open.delete(channelArn);
    },
    onDeed({ operation, channelArn, channel }) {
      if (operation !== 'DeleteChannel') return;
      // The time of a recording is not known any more when the channel has another configuration.
      const isOpen = open.get(channelArn) === channel.recordingConfigurationArn;
      const what = () => 'deleted within the reconnect window of its recording';
      checks.expect(NAME, !isOpen || !open.has(channelArn), what, channelArn);
    },
  };
}

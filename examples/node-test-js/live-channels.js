/**
 * Keeps which channels are live, from the EventBridge events of Amazon IVS. Events may come twice and in any order.
 */
export class LiveChannels {
  /** The streams that were seen, by their id. */
  #streams = new Map();

  handle({ 'detail-type': type, resources: [channelArn], detail }) {
    if (type !== 'IVS Stream State Change') return;
    const { event_name: name, stream_id: id } = detail;
    if (name === 'Stream Start' && !this.#streams.has(id))
      this.#streams.set(id, { channelArn, live: true });
    if (name === 'Stream End' || name === 'Stream Failure')
      this.#streams.set(id, { channelArn, live: false });
  }

  list() {
    const live = [...this.#streams.values()].filter((stream) => stream.live);
    return live.map(({ channelArn }) => channelArn);
  }
}

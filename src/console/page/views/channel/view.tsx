export function ChannelView() {
  return <p>Channel</p>;
}

const { startSimulator } = require('ivs-autopilot/simulator');

// Prints the events of one short show, as EventBridge would deliver them.

async function main() {
  const simulator = await startSimulator({
    emit: ({ time, detail }) => console.log(time, detail.event_name),
    delays: { streamStartMs: 100, streamEndMs: 100 },
  });
  console.log(`Amazon IVS on ${simulator.endpoint}`);

  const { channel, streamKey } = await simulator.call('CreateChannel', { name: 'quiz-night' });
  const { streamId } = simulator.connectEncoder({ streamKey: streamKey.value });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { stream } = await simulator.call('GetStream', { channelArn: channel.arn });
  console.log(`${channel.name} is ${stream.state}`);

  simulator.disconnectEncoder(streamId);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await simulator.close();
}

main();

const { createPublisher } = require('ivs-autopilot/publisher');

// Puts one message into the queue of ivs-autopilot, which sends it to the players of a channel.

async function main([queue, channelArn, text]) {
  const publisher = createPublisher({ queue });
  const published = await publisher.publish({ channelArn, payload: { text } });
  await publisher.close();
  if (!published.accepted) throw new Error(`${published.field}: ${published.message}`);
  console.log(`queued as ${published.id}`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});

const { useSimulator } = require('ivs-autopilot/testing');
const { minutesLive, recordingUrl } = require('./show-length.js');

const ivs = useSimulator();

test('a show of an hour and a half lasts 90 minutes', async () => {
  const show = await ivs.createChannel({ name: 'quiz-night' });
  const streamId = await show.goLive();
  await ivs.advance('90m');
  await show.endStream();
  expect(minutesLive(show.events(), streamId)).toBe(90);
});

test('a show that goes on has no length yet', async () => {
  const show = await ivs.createChannel({ name: 'quiz-night' });
  const streamId = await show.goLive();
  expect(minutesLive(show.events(), streamId)).toBeUndefined();
});

test('the recording of a show is where Recording End says', async () => {
  const recordingConfigurationArn = await ivs.createRecordingConfiguration({
    bucketName: 'our-shows',
  });
  const show = await ivs.createChannel({ name: 'quiz-night', recordingConfigurationArn });
  await show.goLive();
  await show.endStream();
  const [recorded] = await show.waitForEvents('Recording End');
  expect(recordingUrl(recorded)).toMatch(/^s3:\/\/our-shows\/ivs\/v1\/.+\/master\.m3u8$/);
});

/** @returns how long a stream was live, in minutes; undefined while it goes on */
function minutesLive(events, streamId) {
  const timeOf = (name) =>
    events.find(({ detail }) => detail.stream_id === streamId && detail.event_name === name)?.time;
  const [start, end] = [timeOf('Stream Start'), timeOf('Stream End')];
  return start && end ? Math.round((Date.parse(end) - Date.parse(start)) / 60_000) : undefined;
}

/** @returns where the recording of an event Recording End is */
function recordingUrl({ detail }) {
  return `s3://${detail.recording_s3_bucket_name}/${detail.recording_s3_key_prefix}/media/hls/master.m3u8`;
}

module.exports = { minutesLive, recordingUrl };

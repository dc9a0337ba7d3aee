/**
 * The members of answers that the simulator sometimes leaves out. It always sends all others, although the service
 * model says of few that they are required. The tests of the simulator check this of each answer over HTTP.
 */
export const ABSENT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  AdConfiguration: ['postRollConfiguration'],
  AdConfigurationSummary: ['postRollConfiguration'],
  AudioConfiguration: ['targetBitrate'],
  IngestConfiguration: ['audio', 'video'],
  ListAdConfigurationsResponse: ['nextToken'],
  ListChannelsResponse: ['nextToken'],
  ListPlaybackKeyPairsResponse: ['nextToken'],
  ListPlaybackRestrictionPoliciesResponse: ['nextToken'],
  ListRecordingConfigurationsResponse: ['nextToken'],
  ListStreamKeysResponse: ['nextToken'],
  ListStreamSessionsResponse: ['nextToken'],
  ListStreamsResponse: ['nextToken'],
  StreamEvent: ['code'],
  StreamSession: ['startTime', 'endTime', 'recordingConfiguration'],
  StreamSessionSummary: ['startTime', 'endTime'],
  VideoConfiguration: [
    'avcLevel',
    'avcProfile',
    'encoder',
    'level',
    'profile',
    'targetBitrate',
    'targetFramerate',
    'videoHeight',
    'videoWidth',
  ],
};

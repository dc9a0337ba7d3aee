// Resources in the form in which the API shows them. A change replaces the object.

export type ResourceTags = Readonly<Record<string, string>>;

export interface Channel {
  readonly arn: string;
  readonly name: string;
  readonly latencyMode: string;
  readonly type: string;
  readonly recordingConfigurationArn: string;
  readonly ingestEndpoint: string;
  readonly playbackUrl: string;
  readonly authorized: boolean;
  readonly tags: ResourceTags;
  readonly insecureIngest: boolean;
  readonly preset: string;
  readonly srt: { readonly endpoint: string; readonly passphrase: string };
  readonly playbackRestrictionPolicyArn: string;
  readonly containerFormat: string;
  readonly adConfigurationArn: string;
  readonly multitrackInputConfiguration: MultitrackInputConfiguration;
}

export interface MultitrackInputConfiguration {
  readonly enabled: boolean;
  readonly policy: string;
  readonly maximumResolution: string;
}

export interface StreamKey {
  readonly arn: string;
  readonly value: string;
  readonly channelArn: string;
  readonly tags: ResourceTags;
}

export interface PlaybackKeyPair {
  readonly arn: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly tags: ResourceTags;
}

export interface RecordingConfiguration {
  readonly arn: string;
  readonly name: string;
  readonly destinationConfiguration: { readonly s3?: { readonly bucketName: string } };
  readonly state: 'CREATING' | 'CREATE_FAILED' | 'ACTIVE';
  readonly tags: ResourceTags;
  readonly thumbnailConfiguration: Readonly<Record<string, unknown>>;
  readonly recordingReconnectWindowSeconds: number;
  readonly renditionConfiguration: Readonly<Record<string, unknown>>;
}

export interface PlaybackRestrictionPolicy {
  readonly arn: string;
  readonly name: string;
  readonly allowedCountries: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly enableStrictOriginEnforcement: boolean;
  readonly tags: ResourceTags;
}

export interface AdConfiguration {
  readonly arn: string;
  readonly name: string;
  readonly mediaTailorPlaybackConfigurations: readonly Readonly<Record<string, string>>[];
  readonly postRollConfiguration?: { readonly durationSeconds: number; readonly enabled: boolean };
  readonly tags: ResourceTags;
}

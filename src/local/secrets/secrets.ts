import { secretArn } from '../account.ts';
import { type JsonObject, unknownOperation } from '../aws-json.ts';
import { exists, notFound } from './errors.ts';
import { type NewVersion, optionalString, readName, readVersion, requiredString } from './input.ts';

const OPERATIONS = ['CreateSecret', 'PutSecretValue', 'GetSecretValue', 'DescribeSecret'];

type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

interface Version extends NewVersion {
  createdAt: number;
  stages: Stage[];
}

interface Secret {
  arn: string;
  name: string;
  description?: string;
  kmsKeyId?: string;
  createdAt: number;
  /** Newest last. */
  versions: Version[];
}

export interface SecretsOptions {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Makes the id of a version whose request has none: a UUID. */
  newId(): string;
  /** Makes the six letters and digits that Secrets Manager appends to a name in an ARN. */
  newSuffix(): string;
}

/**
 * AWS Secrets Manager in memory, with the operations that ivs-autopilot and the readers of its secrets
 * use: CreateSecret, PutSecretValue, GetSecretValue and DescribeSecret.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html
 */
export class Secrets {
  readonly #byName = new Map<string, Secret>();

  readonly #options: SecretsOptions;

  constructor(options: SecretsOptions) {
    this.#options = options;
  }

  /**
   * @returns what runs the operation; it throws SecretsError for a request that the service would refuse
   * @throws AwsError for an operation that is not implemented
   */
  operation(name: string): (input: JsonObject) => object {
    switch (name) {
      case 'CreateSecret':
        return (input) => this.#create(input);
      case 'PutSecretValue':
        return (input) => this.#put(input);
      case 'GetSecretValue':
        return (input) => this.#get(input);
      case 'DescribeSecret':
        return (input) => this.#describe(input);
      default:
        throw unknownOperation(OPERATIONS, name);
    }
  }

  reset(): void {
    this.#byName.clear();
  }

  #create(input: JsonObject): object {
    const name = readName(input);
    const version = readVersion(input, this.#options.newId);
    const known = this.#byName.get(name);
    if (known) {
      // A repeated request: the response to the first one may have been lost.
      if (hasVersion(known, version)) return named(known, version.id);
      throw exists(`the secret ${name} already exists.`);
    }
    const createdAt = this.#options.now();
    const [description, kmsKeyId] = [
      optionalString(input, 'Description'),
      optionalString(input, 'KmsKeyId'),
    ];
    const secret: Secret = {
      ...{ name, arn: secretArn(`${name}-${this.#options.newSuffix()}`), createdAt },
      ...(description !== undefined && { description }),
      ...(kmsKeyId !== undefined && { kmsKeyId }),
      versions: [{ ...version, createdAt, stages: ['AWSCURRENT'] }],
    };
    this.#byName.set(name, secret);
    return named(secret, version.id);
  }

  #put(input: JsonObject): object {
    const secret = this.#find(input);
    const version = readVersion(input, this.#options.newId);
    if (!hasVersion(secret, version)) {
      for (const one of secret.versions)
        one.stages = one.stages.includes('AWSCURRENT') ? ['AWSPREVIOUS'] : [];
      secret.versions.push({ ...version, createdAt: this.#options.now(), stages: ['AWSCURRENT'] });
    }
    const stages = secret.versions.find(({ id }) => id === version.id)?.stages;
    return { ...named(secret, version.id), VersionStages: stages };
  }

  #get(input: JsonObject): object {
    const secret = this.#find(input);
    const id = optionalString(input, 'VersionId');
    const stage = optionalString(input, 'VersionStage') ?? 'AWSCURRENT';
    const version = secret.versions.find((one) =>
      id === undefined ? one.stages.some((each) => each === stage) : one.id === id,
    );
    if (!version) throw notFound('secret value');
    return {
      ...named(secret, version.id),
      SecretString: version.value,
      VersionStages: version.stages,
      CreatedDate: version.createdAt / 1_000,
    };
  }

  #describe(input: JsonObject): object {
    const { arn, name, description, kmsKeyId, createdAt, versions } = this.#find(input);
    const staged = versions.filter(({ stages }) => stages.length > 0);
    return {
      ...{ ARN: arn, Name: name, CreatedDate: createdAt / 1_000 },
      ...(description !== undefined && { Description: description }),
      ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
      LastChangedDate: (versions.at(-1)?.createdAt ?? createdAt) / 1_000,
      VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, stages])),
    };
  }

  /** Finds the secret that SecretId names, by name or by ARN. */
  #find(input: JsonObject): Secret {
    const id = requiredString(input, 'SecretId');
    const found = this.#byName.get(id) ?? [...this.#byName.values()].find(({ arn }) => arn === id);
    if (!found) throw notFound('specified secret');
    return found;
  }
}

/**
 * Whether the secret has this version, so that a repeated request changes nothing.
 *
 * @throws SecretsError if the version exists with another value
 */
function hasVersion({ versions }: Secret, { id, value }: NewVersion): boolean {
  const known = versions.find((version) => version.id === id);
  if (known && known.value !== value)
    throw exists(
      'a version of this secret with another value already has this ClientRequestToken.',
    );
  return known !== undefined;
}

const named = ({ arn, name }: Secret, VersionId: string) => ({ ARN: arn, Name: name, VersionId });

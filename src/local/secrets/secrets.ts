import { secretArn } from '../account.ts';
import { SecretsError } from './errors.ts';
import { type NewVersion, optionalString, readName, readVersion, requiredString } from './input.ts';

type Input = Record<string, unknown>;
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

interface Tools {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Six letters and digits, as Secrets Manager puts them behind a name. */
  newSuffix(): string;
}

/**
 * AWS Secrets Manager in memory, as far as ivs-autopilot and who reads its keys use it: CreateSecret,
 * PutSecretValue, GetSecretValue, DescribeSecret.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html
 */
export class Secrets {
  readonly #byName = new Map<string, Secret>();

  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** @throws SecretsError for an operation that is not here, or what the service would refuse */
  answer(operation: string, input: Input): object {
    switch (operation) {
      case 'CreateSecret':
        return this.#create(input);
      case 'PutSecretValue':
        return this.#put(input);
      case 'GetSecretValue':
        return this.#get(input);
      case 'DescribeSecret':
        return this.#describe(input);
      default:
        throw new SecretsError(
          'UnknownOperationException',
          `The one-machine stack has CreateSecret, PutSecretValue, GetSecretValue and DescribeSecret, not ${operation}.`,
        );
    }
  }

  reset(): void {
    this.#byName.clear();
  }

  #create(input: Input): object {
    const name = readName(input);
    const version = readVersion(input);
    const known = this.#byName.get(name);
    if (known) {
      // The same request again, as after an answer that was lost.
      if (isKnown(known, version)) return named(known, version.id);
      throw exists(`the secret ${name} already exists.`);
    }
    const createdAt = this.#tools.now();
    const [description, kmsKeyId] = [
      optionalString(input, 'Description'),
      optionalString(input, 'KmsKeyId'),
    ];
    const secret: Secret = {
      ...{ name, arn: secretArn(`${name}-${this.#tools.newSuffix()}`), createdAt },
      ...(description !== undefined && { description }),
      ...(kmsKeyId !== undefined && { kmsKeyId }),
      versions: [{ ...version, createdAt, stages: ['AWSCURRENT'] }],
    };
    this.#byName.set(name, secret);
    return named(secret, version.id);
  }

  #put(input: Input): object {
    const secret = this.#find(input);
    const version = readVersion(input);
    if (!isKnown(secret, version)) {
      for (const one of secret.versions)
        one.stages = one.stages.includes('AWSCURRENT') ? ['AWSPREVIOUS'] : [];
      secret.versions.push({ ...version, createdAt: this.#tools.now(), stages: ['AWSCURRENT'] });
    }
    const stages = secret.versions.find(({ id }) => id === version.id)?.stages;
    return { ...named(secret, version.id), VersionStages: stages };
  }

  #get(input: Input): object {
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

  #describe(input: Input): object {
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

  /** By name or by ARN. */
  #find(input: Input): Secret {
    const id = requiredString(input, 'SecretId');
    const found = this.#byName.get(id) ?? [...this.#byName.values()].find(({ arn }) => arn === id);
    if (!found) throw notFound('specified secret');
    return found;
  }
}

/** A version is made once: the same again is no news, and another value under its id is refused. */
function isKnown({ versions }: Secret, { id, value }: NewVersion): boolean {
  const known = versions.find((version) => version.id === id);
  if (known && known.value !== value)
    throw exists(
      'a version of this secret with another value already has this ClientRequestToken.',
    );
  return known !== undefined;
}

const named = ({ arn, name }: Secret, VersionId: string) => ({ ARN: arn, Name: name, VersionId });

const exists = (what: string): SecretsError =>
  new SecretsError('ResourceExistsException', `The operation failed because ${what}`);

const notFound = (what: string): SecretsError =>
  new SecretsError('ResourceNotFoundException', `Secrets Manager can't find the ${what}.`);

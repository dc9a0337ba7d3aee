import { tableArn } from '../account.ts';
import { AwsError, isJsonObject, type JsonObject } from '../aws-json.ts';
import type { TablePlan } from '../config/plan.ts';

const PREFIX = 'DynamoDB_20120810.';

/** Point-in-time recovery of the tables, which dynalite does not have. Nothing is backed up on one machine. */
export class ContinuousBackups {
  readonly #plans: readonly TablePlan[];
  #enabled = new Map<string, boolean>();

  constructor(plans: readonly TablePlan[]) {
    this.#plans = plans;
    this.restore();
  }

  /** As in serverless.yml. */
  restore(): void {
    this.#enabled = new Map(this.#plans.map(({ name, backups }) => [name, backups]));
  }

  /**
   * @param target the X-Amz-Target header
   * @returns undefined for another operation
   * @throws AwsError TableNotFoundException or ValidationException
   */
  answer(target: unknown, input: JsonObject): object | undefined {
    if (target === `${PREFIX}DescribeContinuousBackups`) return this.#describe(this.#nameOf(input));
    if (target !== `${PREFIX}UpdateContinuousBackups`) return undefined;
    const name = this.#nameOf(input);
    const { PointInTimeRecoverySpecification: specification } = input;
    const { PointInTimeRecoveryEnabled: isEnabled } = isJsonObject(specification)
      ? specification
      : {};
    if (typeof isEnabled !== 'boolean') {
      const member = 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled';
      throw new AwsError('ValidationException', `${member}: expected true or false`);
    }
    this.#enabled.set(name, isEnabled);
    return this.#describe(name);
  }

  #describe(name: string): object {
    const PointInTimeRecoveryStatus = this.#enabled.get(name) ? 'ENABLED' : 'DISABLED';
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
      },
    };
  }

  #nameOf({ TableName: name }: JsonObject): string {
    const found = this.#plans.find((plan) => plan.name === name || tableArn(plan.name) === name);
    if (found) return found.name;
    const type = 'com.amazonaws.dynamodb.v20120810#TableNotFoundException';
    throw new AwsError(type, `Table not found: ${String(name)}`);
  }
}

import { ChannelNotBroadcasting, type IvsClient, PutMetadataCommand } from '@aws-sdk/client-ivs';

export interface Question {
  number: number;
  text: string;
}

/**
 * Asks the viewers of a channel, by timed metadata.
 *
 * @returns whether it was sent: false while the channel is not live
 */
export async function ask(
  ivs: IvsClient,
  channelArn: string,
  question: Question,
): Promise<boolean> {
  try {
    await ivs.send(new PutMetadataCommand({ channelArn, metadata: JSON.stringify(question) }));
    return true;
  } catch (error) {
    if (error instanceof ChannelNotBroadcasting) return false;
    throw error;
  }
}

import type { IvsApi } from '../ivs/api.ts';

/**
 * Counts the channels of the account and region with ListChannels.
 *
 * @param enough stop at this number: more channels make no difference
 */
export async function countChannels(
  ivs: Pick<IvsApi, 'listChannels'>,
  enough: number,
): Promise<number> {
  let channels = 0;
  let token: string | undefined;
  do {
    const page = await ivs.listChannels(token);
    channels += page.items.length;
    token = page.nextToken;
  } while (token !== undefined && channels < enough);
  return channels;
}

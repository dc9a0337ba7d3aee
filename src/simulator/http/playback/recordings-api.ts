import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { RECORDINGS_PREFIX } from '../../playback/paths.ts';
import type { HttpExchange } from '../respond.ts';
import { answerPlaybackPreflight, PlaybackError, sendMedia, sendPlaybackError } from './respond.ts';

const KEY = /^ivs\/v1\/\d{12}(?:\/[\w-]+)+(?:\/[\w-]+\.(?:m3u8|ts|json|jpg))$/;
const TYPES: Record<string, 'playlist' | 'segment' | 'json' | 'jpeg'> = {
  '.m3u8': 'playlist',
  '.ts': 'segment',
  '.json': 'json',
  '.jpg': 'jpeg',
};

/** The codes of errors for a path that names no file. */
const IS_NOT_THERE = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'];

/** Sends a file of a recording, as a distribution of CloudFront before the S3 bucket would. */
export async function handleRecording(
  { request, response, url }: HttpExchange,
  folder: string,
): Promise<void> {
  if (request.method === 'OPTIONS') return answerPlaybackPreflight(response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const reason = `expected GET, received ${request.method}`;
    return sendPlaybackError(response, new PlaybackError(405, 'method_not_allowed', reason));
  }
  const key = url.pathname.slice(RECORDINGS_PREFIX.length);
  const type = TYPES[extname(key)];
  const isKey = folder !== '' && KEY.test(key) && type !== undefined;
  const bytes = isKey ? await readIfThere(join(folder, key)) : undefined;
  if (bytes && type) return sendMedia(response, type, bytes);
  sendPlaybackError(response, new PlaybackError(404, 'not_found', 'there is no such recording'));
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && IS_NOT_THERE.includes(code)) return undefined;
    throw error;
  }
}

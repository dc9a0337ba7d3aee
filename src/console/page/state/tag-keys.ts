import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type TagKeys, tagKeys } from '../../../channels/policy.ts';
import { addressOf } from '../../protocol/topics.ts';
import { ask } from './actions.ts';

/** The setting `tagPrefix` has this value by default. */
const DEFAULT_PREFIX = 'autopilot';
const prefix = signal<string | undefined>(undefined);

/** The keys of the policy tags in this stage. It is asked once, because a deployment hardly ever changes them. */
export function useTagKeys(): TagKeys {
  useEffect(() => {
    if (prefix.value === undefined) void loadPrefix();
  }, []);
  return tagKeys(prefix.value ?? DEFAULT_PREFIX);
}

async function loadPrefix(): Promise<void> {
  try {
    prefix.value = (
      await ask<{ overview: { tagPrefix: string } }>(addressOf('overview'))
    ).overview.tagPrefix;
  } catch (error) {
    // The views show why the stage does not answer.
    console.warn('the prefix of tags is not known', error);
  }
}

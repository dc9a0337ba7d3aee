import type { Fields } from '../../../src/platform/observability.ts';
import { nameOf } from '../cloud/event-delivery.ts';
import type { Observer, ObserverTools } from './observer.ts';

/** Writes what functions and IVS do into the story. */
export function tellStory({ story }: Pick<ObserverTools, 'story'>): Observer {
  return {
    onDeed: ({ by, operation, channelArn }) => story.tell(by, operation, channelArn),
    onIvsEvent: (event) => story.tell('IVS', nameOf(event), event.resources[0]),
    onOwnEvent: ({ 'detail-type': type, resources }) => story.tell('our bus', type, resources[0]),
    onFunctionEnd({ name, outcome }) {
      if ('error' in outcome)
        story.tell(name, `fails: ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
    },
    onLog({ function: name, level, message, fields }) {
      if (level !== 'warn' && level !== 'error') return;
      const { channelArn } = fields as { channelArn?: string };
      story.tell(name, `${level}: ${message}${reasonOf(fields)}`, channelArn);
    },
  };
}

/** The error of a log line, if it has one. */
function reasonOf({ error, reason = error }: Fields): string {
  if (reason instanceof Error) return ` (${reason.name}: ${reason.message})`;
  return typeof reason === 'string' ? ` (${reason})` : '';
}

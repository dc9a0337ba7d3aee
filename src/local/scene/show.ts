import type { RandomSource } from '../../simulator/random.ts';
import { type Actor, isLive, type Scene } from './scene.ts';

const STEP_MS = 3_000;
const QUESTIONS = [
  'Which river is the longest?',
  'Who painted The Night Watch?',
  'How many bones has a hand?',
  'What is the capital of Kenya?',
  'Which planet has the most moons?',
];

/** Lets viewers come and go, and sends questions to the first channel, until it is stopped. */
export function keepShowing(
  { actors, client }: Scene,
  random: RandomSource,
  onError: (error: unknown) => void,
): { stop(): void } {
  let step = 0;
  const timer = setInterval(() => {
    Promise.all([sendQuestion(actors[0], step++), moveViewers(actors)]).catch(onError);
  }, STEP_MS);
  return { stop: () => clearInterval(timer) };

  async function sendQuestion(actor: Actor | undefined, number: number): Promise<void> {
    if (!actor) return;
    const text = QUESTIONS[number % QUESTIONS.length];
    const payload = { question: number + 1, text };
    await client.invoke('enqueueMetadata', { messages: [{ channelArn: actor.arn, payload }] });
  }

  async function moveViewers(all: readonly Actor[]): Promise<void> {
    for (const { arn, audience } of all.filter(isLive)) {
      const count = Math.round(audience * (0.9 + 0.15 * random()));
      await client.sim('PUT', '/_sim/viewers', { channelArn: arn, count });
    }
  }
}

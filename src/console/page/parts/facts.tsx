import type { ComponentChildren } from 'preact';
import './facts.css';

/** Names and values. */
export function Facts({ children }: { children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>;
}

/** Nothing if there is no value. */
export function Fact({ title, children }: { title: string; children: ComponentChildren }) {
  const isEmpty = children === undefined || children === null || children === false;
  if (isEmpty || children === '') return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The channel that an action is about: its name and its full ARN. */
export function Target({ channelArn, name }: { channelArn: string; name?: string | undefined }) {
  return (
    <Facts>
      <Fact title="Channel">{name ? <bdi>{name}</bdi> : 'without a name'}</Fact>
      <Fact title="ARN">
        <code>{channelArn}</code>
      </Fact>
    </Facts>
  );
}

/** Tags as they are: `key=value`. */
export function Tags({ tags }: { tags: Readonly<Record<string, string>> }) {
  const entries = Object.entries(tags);
  if (entries.length === 0) return <span class="quiet">none</span>;
  return (
    <ul class="tags">
      {entries.map(([key, value]) => (
        <li key={key}>
          <bdi>
            {key}={value}
          </bdi>
        </li>
      ))}
    </ul>
  );
}

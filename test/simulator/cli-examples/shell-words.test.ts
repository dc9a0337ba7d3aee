import { expect, test } from 'vitest';
import { shellWords } from './shell-words.ts';

test.each([
  ['aws ivs list-streams', ['aws', 'ivs', 'list-streams']],
  ['aws \\\n    --name x', ['aws', '--name', 'x']],
  ['--name x\\\n    --insecure-ingest', ['--name', 'x', '--insecure-ingest']],
  [`--arn 'a b' ''`, ['--arn', 'a b', '']],
  ['--tags "k=v, l=w" "a\\"b\\\\c\\d"', ['--tags', 'k=v, l=w', 'a"b\\c\\d']],
  ['s3={bucketName=b} mode="A",n=1', ['s3={bucketName=b}', 'mode=A,n=1']],
  ["'[1, \\\n 2]'", ['[1, \\\n 2]']],
  ['a\\ b', ['a b']],
])('%j has the words %j', (command, words) => {
  expect(shellWords(command)).toEqual(words);
});

test.each([`--name 'x`, '--name "x', 'a | b', 'a; b', 'a $HOME', 'a `b`', 'a\\'])(
  '%j is refused',
  (command) => {
    expect(() => shellWords(command)).toThrow('not a simple command');
  },
);

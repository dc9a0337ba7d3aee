import { expect, test } from 'vitest';
import { parseExamples } from './examples.ts';

const FILE = `**Example 1: To look**

The following \`\`get-thing\`\` example looks. ::

    aws ivs get-thing \\
        --arn 'a b'

Output::

    {
        "thing": {

            "name": "x"
        }
    }

For more information, see elsewhere.

**Example 2: To delete**

The following example deletes::

    aws ivs delete-thing

This command produces no output.

For more information, see elsewhere.`;

const EXPECTED = [
  {
    name: 'thing 1',
    title: 'Example 1: To look',
    command: "aws ivs get-thing \\\n    --arn 'a b'",
    output: '{\n    "thing": {\n\n        "name": "x"\n    }\n}',
  },
  { name: 'thing 2', title: 'Example 2: To delete', command: 'aws ivs delete-thing', output: '' },
];

test('a file has a command and an output for each title, whatever its line ends', () => {
  expect(parseExamples('thing', FILE)).toEqual(EXPECTED);
  expect(parseExamples('thing', FILE.replaceAll('\n', '\r\n'))).toEqual(EXPECTED);
});

// The body of the CloudWatch dashboard. CloudFormation takes it as one string of JSON:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html

const OWN = 'IvsAutopilot';
/** A dashboard is 24 columns wide. */
const [COLUMNS, WIDTH, HEIGHT] = [24, 8, 6];
/** IVS allows so many PutMetadata requests a second for the account. */
const PUT_METADATA_LIMIT = 155;

/** @returns DashboardBody for `Fn::Sub`, with the region as its only variable */
module.exports = async ({ resolveVariable }) => {
  const [stage, names, functions] = await Promise.all(
    ['sls:stage', 'self:custom.names', 'self:functions'].map((name) => resolveVariable(name)),
  );
  const deployed = (name) => `${names.functionPrefix}${name}`;
  const all = Object.keys(functions);
  const graphs = [
    ...sessionGraphs(stage),
    ...metadataGraphs(stage, names),
    ...decisionGraphs(stage),
    ...functionGraphs(all.map(deployed)),
    ...troubleGraphs(stage, names),
  ];
  const widgets = graphs.map((properties, i) => ({
    type: 'metric',
    x: (i * WIDTH) % COLUMNS,
    y: Math.floor((i * WIDTH) / COLUMNS) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      view: 'timeSeries',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of CloudFormation
      region: '${AWS::Region}',
      period: 300,
      stat: 'Sum',
      ...properties,
    },
  }));
  return JSON.stringify({ widgets });
};

/** A metric of one function. */
const of = (stage, service, name, options = {}) => [
  OWN,
  name,
  'service',
  service,
  'stage',
  stage,
  options,
];
const ofQueue = (queue, name, options = {}) => ['AWS/SQS', name, 'QueueName', queue, options];
/** All values of one dimension of a metric. */
const search = (stage, dimensions, name) => [
  {
    expression: `SEARCH('{${OWN},${dimensions}} MetricName="${name}" stage="${stage}"', 'Sum', 300)`,
    label: '',
  },
];

const sessionGraphs = (stage) => [
  {
    title: 'Live streams and viewers',
    stat: 'Maximum',
    metrics: [
      of(stage, 'reconcile', 'LiveStreams'),
      of(stage, 'sampleViewers', 'Viewers', { yAxis: 'right' }),
    ],
  },
  {
    title: 'Events recorded, sessions repaired',
    metrics: [
      of(stage, 'recordSessionEvent', 'EventsRecorded'),
      [OWN, 'SessionsRepaired', 'stage', stage, { yAxis: 'right' }],
    ],
  },
];

const metadataGraphs = (stage, { metadataQueue }) => [
  {
    title: 'Metadata queued, and how messages ended',
    metrics: [
      of(stage, 'enqueueMetadata', 'MetadataQueued'),
      ...['Delivered', 'Expired', 'Superseded', 'Dropped', 'DeadLettered'].map((end) =>
        of(stage, 'sendMetadata', `Metadata${end}`),
      ),
    ],
  },
  {
    title: 'Age of metadata: at delivery (ms), of the oldest in the queue (s, right)',
    metrics: [
      ...['p50', 'p95', 'p99'].map((stat) => of(stage, 'sendMetadata', 'MetadataAge', { stat })),
      ofQueue(metadataQueue, 'ApproximateAgeOfOldestMessage', { stat: 'Maximum', yAxis: 'right' }),
    ],
  },
  {
    title: 'PutMetadata requests a second, of the limit of the account',
    period: 60,
    metrics: [
      [{ expression: 'requests / PERIOD(requests)', label: 'average of a minute' }],
      of(stage, 'sendMetadata', 'MetadataRequests', { id: 'requests', visible: false }),
    ],
    annotations: { horizontal: [{ label: 'limit of IVS', value: PUT_METADATA_LIMIT }] },
  },
];

const decisionGraphs = (stage) => [
  {
    title: 'Cleanup: decisions',
    metrics: [search(stage, 'service,stage,result', 'ChannelCleanup')],
  },
  {
    title: 'Rotation: decisions, overdue keys',
    metrics: [
      search(stage, 'service,stage,result', 'StreamKeyRotation'),
      of(stage, 'rotateStreamKeys', 'StreamKeyOverdue', { yAxis: 'right' }),
    ],
  },
];

const functionGraphs = (functions) => {
  const each = (name) => functions.map((one) => ['AWS/Lambda', name, 'FunctionName', one]);
  return [
    { title: 'Errors of functions', metrics: each('Errors') },
    {
      title: 'Durations of functions, 95th percentile (ms)',
      stat: 'p95',
      metrics: each('Duration'),
    },
    { title: 'Functions that Lambda throttled', metrics: each('Throttles') },
  ];
};

const troubleGraphs = (stage, { recordRetryQueue, markRetryQueue }) => [
  {
    title: 'Requests that IVS throttled',
    metrics: [search(stage, 'service,stage,operation', 'IvsThrottled')],
  },
  {
    title: 'Dead letters, and events that are tried again',
    stat: 'Maximum',
    metrics: [
      ...['function', 'metadata'].map((kind) => [
        ...[OWN, 'DeadLetters', 'service', 'getDeadLetters', 'stage', stage, 'kind', kind],
      ]),
      ...[recordRetryQueue, markRetryQueue].map((queue) =>
        ofQueue(queue, 'ApproximateNumberOfMessagesNotVisible'),
      ),
    ],
  },
];

/**
 * The service ids of the services whose signing name is another one, from the models of the AWS SDKs. A signing name with
 * several services has all of them.
 */
const SERVICE_IDS: Readonly<Record<string, readonly string[]>> = {
  IoTSecuredTunneling: ['IOTSECURETUNNELING'],
  'access-analyzer': ['ACCESSANALYZER'],
  'aco-automation': ['COMPUTE_OPTIMIZER_AUTOMATION'],
  aidevops: ['DEVOPS_AGENT'],
  airflow: ['MWAA'],
  'airflow-serverless': ['MWAA_SERVERLESS'],
  aoss: ['OPENSEARCHSERVERLESS'],
  'app-integrations': ['APPINTEGRATIONS'],
  appconfig: ['APPCONFIG', 'APPCONFIGDATA'],
  'application-autoscaling': ['APPLICATION_AUTO_SCALING'],
  'application-cost-profiler': ['APPLICATIONCOSTPROFILER'],
  applicationinsights: ['APPLICATION_INSIGHTS'],
  appmesh: ['APP_MESH'],
  aps: ['AMP'],
  autoscaling: ['AUTO_SCALING'],
  'autoscaling-plans': ['AUTO_SCALING_PLANS'],
  'aws-marketplace': [
    'MARKETPLACE_AGREEMENT',
    'MARKETPLACE_CATALOG',
    'MARKETPLACE_DEPLOYMENT',
    'MARKETPLACE_DISCOVERY',
    'MARKETPLACE_ENTITLEMENT_SERVICE',
    'MARKETPLACE_REPORTING',
    'MARKETPLACE_METERING',
  ],
  awsssoportal: ['SSO'],
  'backup-search': ['BACKUPSEARCH'],
  bedrock: [
    'BEDROCK',
    'BEDROCK_AGENT',
    'BEDROCK_AGENT_RUNTIME',
    'BEDROCK_DATA_AUTOMATION',
    'BEDROCK_DATA_AUTOMATION_RUNTIME',
    'BEDROCK_RUNTIME',
  ],
  'bedrock-agentcore': ['BEDROCK_AGENTCORE', 'BEDROCK_AGENTCORE_CONTROL'],
  cases: ['CONNECTCASES'],
  cassandra: ['KEYSPACES', 'KEYSPACESSTREAMS'],
  ce: ['COST_EXPLORER'],
  chime: [
    'CHIME',
    'CHIME_SDK_IDENTITY',
    'CHIME_SDK_MEDIA_PIPELINES',
    'CHIME_SDK_MEETINGS',
    'CHIME_SDK_MESSAGING',
    'CHIME_SDK_VOICE',
  ],
  'cleanrooms-ml': ['CLEANROOMSML'],
  cloudcontrolapi: ['CLOUDCONTROL'],
  cloudhsm: ['CLOUDHSM', 'CLOUDHSM_V2'],
  cloudsearch: ['CLOUDSEARCH', 'CLOUDSEARCH_DOMAIN'],
  'codeguru-profiler': ['CODEGURUPROFILER'],
  'cognito-idp': ['COGNITO_IDENTITY_PROVIDER'],
  config: ['CONFIG_SERVICE'],
  connect: ['CONNECT', 'CONNECT_CONTACT_LENS'],
  'connect-campaigns': ['CONNECTCAMPAIGNS', 'CONNECTCAMPAIGNSV2'],
  cur: ['COST_AND_USAGE_REPORT_SERVICE'],
  datapipeline: ['DATA_PIPELINE'],
  devicefarm: ['DEVICE_FARM'],
  directconnect: ['DIRECT_CONNECT'],
  discovery: ['APPLICATION_DISCOVERY_SERVICE'],
  dms: ['DATABASE_MIGRATION_SERVICE'],
  ds: ['DIRECTORY_SERVICE'],
  'ds-data': ['DIRECTORY_SERVICE_DATA'],
  dynamodb: ['DYNAMODB', 'DYNAMODB_STREAMS'],
  elasticbeanstalk: ['ELASTIC_BEANSTALK'],
  elasticfilesystem: ['EFS'],
  elasticloadbalancing: ['ELASTIC_LOAD_BALANCING', 'ELASTIC_LOAD_BALANCING_V2'],
  elasticmapreduce: ['EMR'],
  'elemental-inference': ['ELEMENTALINFERENCE'],
  es: ['ELASTICSEARCH_SERVICE', 'OPENSEARCH'],
  events: ['EVENTBRIDGE'],
  'execute-api': ['APIGATEWAYMANAGEMENTAPI', 'CONNECTPARTICIPANT'],
  'finspace-api': ['FINSPACE_DATA'],
  forecast: ['FORECAST', 'FORECASTQUERY'],
  geo: ['LOCATION'],
  globalaccelerator: ['GLOBAL_ACCELERATOR'],
  greengrass: ['GREENGRASS', 'GREENGRASSV2'],
  'health-agent': ['CONNECTHEALTH'],
  'iot-jobs-data': ['IOT_JOBS_DATA_PLANE'],
  iotdata: ['IOT_DATA_PLANE'],
  iotevents: ['IOT_EVENTS'],
  ioteventsdata: ['IOT_EVENTS_DATA'],
  iotmanagedintegrations: ['IOT_MANAGED_INTEGRATIONS'],
  iotwireless: ['IOT_WIRELESS'],
  ivs: ['IVS', 'IVS_REALTIME'],
  kinesisanalytics: ['KINESIS_ANALYTICS', 'KINESIS_ANALYTICS_V2'],
  kinesisvideo: [
    'KINESIS_VIDEO_ARCHIVED_MEDIA',
    'KINESIS_VIDEO_MEDIA',
    'KINESIS_VIDEO_SIGNALING',
    'KINESIS_VIDEO_WEBRTC_STORAGE',
    'KINESIS_VIDEO',
  ],
  launchwizard: ['LAUNCH_WIZARD'],
  lex: ['LEX_MODEL_BUILDING_SERVICE', 'LEX_RUNTIME_SERVICE', 'LEX_MODELS_V2', 'LEX_RUNTIME_V2'],
  logs: ['CLOUDWATCH_LOGS'],
  machinelearning: ['MACHINE_LEARNING'],
  marketplacecommerceanalytics: ['MARKETPLACE_COMMERCE_ANALYTICS'],
  mediastore: ['MEDIASTORE', 'MEDIASTORE_DATA'],
  mgh: ['MIGRATION_HUB', 'MIGRATIONHUB_CONFIG'],
  'migrationhub-orchestrator': ['MIGRATIONHUBORCHESTRATOR'],
  'migrationhub-strategy': ['MIGRATIONHUBSTRATEGY'],
  mobiletargeting: ['PINPOINT'],
  monitoring: ['CLOUDWATCH'],
  'mturk-requester': ['MTURK'],
  'neptune-db': ['NEPTUNEDATA'],
  'notifications-contacts': ['NOTIFICATIONSCONTACTS'],
  'payment-cryptography': ['PAYMENT_CRYPTOGRAPHY', 'PAYMENT_CRYPTOGRAPHY_DATA'],
  personalize: ['PERSONALIZE', 'PERSONALIZE_EVENTS', 'PERSONALIZE_RUNTIME'],
  profile: ['CUSTOMER_PROFILES'],
  rds: ['RDS', 'NEPTUNE', 'DOCDB'],
  'refactor-spaces': ['MIGRATION_HUB_REFACTOR_SPACES'],
  route53: ['ROUTE_53'],
  route53domains: ['ROUTE_53_DOMAINS'],
  's3-outposts': ['S3OUTPOSTS'],
  sagemaker: [
    'SAGEMAKER',
    'SAGEMAKER_A2I_RUNTIME',
    'SAGEMAKER_EDGE',
    'SAGEMAKER_FEATURESTORE_RUNTIME',
    'SAGEMAKER_METRICS',
    'SAGEMAKER_RUNTIME',
  ],
  scn: ['SUPPLYCHAIN'],
  sdb: ['SIMPLEDB', 'SIMPLEDBV2'],
  secretsmanager: ['SECRETS_MANAGER'],
  serverlessrepo: ['SERVERLESSAPPLICATIONREPOSITORY'],
  servicecatalog: ['SERVICE_CATALOG', 'SERVICE_CATALOG_APPREGISTRY'],
  servicequotas: ['SERVICE_QUOTAS'],
  signer: ['SIGNER', 'SIGNER_DATA'],
  'sms-voice': ['PINPOINT_SMS_VOICE', 'PINPOINT_SMS_VOICE_V2'],
  'social-messaging': ['SOCIALMESSAGING'],
  sso: ['SSO_ADMIN'],
  'sso-oauth': ['SSO_OIDC'],
  states: ['SFN'],
  storagegateway: ['STORAGE_GATEWAY'],
  supportapp: ['SUPPORT_APP'],
  tagging: ['RESOURCE_GROUPS_TAGGING_API'],
  tax: ['TAXSETTINGS'],
  thinclient: ['WORKSPACES_THIN_CLIENT'],
  timestream: ['TIMESTREAM_QUERY', 'TIMESTREAM_WRITE'],
  voiceid: ['VOICE_ID'],
  wisdom: ['QCONNECT', 'WISDOM'],
};

/** Signing names with several services whose paths are different: the first path that matches counts. */
const IDS_BY_PATH: Readonly<Record<string, readonly [path: RegExp, id: string][]>> = {
  apigateway: [
    [/^\/v2\//, 'APIGATEWAYV2'],
    [/^/, 'API_GATEWAY'],
  ],
  s3: [
    [/^\/v20180820\//, 'S3_CONTROL'],
    [/^/, 'S3'],
  ],
  ses: [
    [/^\/v2\//, 'SESV2'],
    [/^\/v1\//, 'PINPOINT_EMAIL'],
    [/^/, 'SES'],
  ],
};

/** In a user agent: `api/sts#3.1060.0`. SDKs write the service id in lower case, with `_` for a space. */
const API = /\bapi\/([A-Za-z0-9_]{1,60})#/;

/**
 * The environment variables that give a service an endpoint of its own:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 *
 * @param request its signing name, its path, and its user agent, in which many SDKs name the service
 * @returns several names if the request does not show which of the services it is for
 */
export function endpointVariables(request: {
  signingName: string;
  path: string;
  userAgent: string;
}): string[] {
  const api = API.exec(request.userAgent)?.[1];
  const ids = api === undefined ? idsOf(request.signingName, request.path) : [api];
  return ids.map((id) => `AWS_ENDPOINT_URL_${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`);
}

function idsOf(signingName: string, path: string): readonly string[] {
  const byPath = Object.hasOwn(IDS_BY_PATH, signingName) ? IDS_BY_PATH[signingName] : undefined;
  const found = byPath?.find(([pattern]) => pattern.test(path));
  if (found) return [found[1]];
  const listed = Object.hasOwn(SERVICE_IDS, signingName) ? SERVICE_IDS[signingName] : undefined;
  return listed ?? [signingName];
}

// What the plugins of the Serverless Framework use (scripts/serverless-*.cjs).
export { settingProblems, settingsMessage } from './check.ts';
export { hasVariable } from './problems.ts';
export { settingsOf } from './stage-files.ts';
export { forgottenLine, summaryLine } from './summary.ts';

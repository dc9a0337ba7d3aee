import type { Command } from 'commander';
import type { ChannelMetadataAnswer } from '../metadata/history/channel-metadata.ts';
import { CHANNEL_ARGUMENT, channelArn } from './channel.ts';
import type { AddCommands } from './context.ts';
import { metadataText } from './format/metadata.ts';
import { printJson } from './output.ts';

export const addMetadataCommands: AddCommands = (program, open) => {
  const metadata = program.command('metadata').description('Show what became of metadata.');
  metadata
    .command('list')
    .description('List the last messages of a channel and how they ended, newest first.')
    .argument('<channel>', CHANNEL_ARGUMENT)
    .action(async (channel: string, _options: object, command: Command) => {
      const cli = open(command);
      const request = { metadata: await channelArn(cli, channel) };
      const answer = await cli.invoke<ChannelMetadataAnswer>('explainChannels', request);
      if (cli.json) await printJson(cli, answer.metadata);
      else await cli.print(metadataText(answer.metadata, cli));
    });
};

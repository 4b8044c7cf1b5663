import { type Command, commands } from './commands.mts'
import { moreCommands } from './more-commands.mts'
import { rawCommands } from './raw-commands.mts'

/**
 * Commands that run one after the other on their own cluster. The key is the name of the
 * recording's file.
 */
export const sessions: Record<string, Command[]> = {
  recording: commands,
  more: moreCommands,
  raw: rawCommands,
}

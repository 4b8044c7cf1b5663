import { type Command, commands } from './commands.mts'
import { moreCommands } from './more-commands.mts'

/** Commands that are played one after the other on a cluster of their own; recorded in a file of that name. */
export const sessions: Record<string, Command[]> = { recording: commands, more: moreCommands }

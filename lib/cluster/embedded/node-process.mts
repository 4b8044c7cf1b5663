import { $ } from 'zx/core'
/** What Node is started with for a program of ours, on every supported version. */
export const nodeArguments = (program: string): string[] => [
  '--import',
  new URL('../../cli/loader.mjs', import.meta.url).href,
  program,
]

/** The environment without what npm adds for its own children. */
export const plainEnvironment = (): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS, ...env } = $.env
  return env
}

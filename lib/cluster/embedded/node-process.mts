import { $ } from 'zx/core'
/** Arguments that start a program of this repository on every supported version of Node.js. */
export const nodeArguments = (program: string): string[] => [
  '--import',
  new URL('../../cli/loader.mjs', import.meta.url).href,
  program,
]

/** The environment without the variables that npm adds for its children. */
export const plainEnvironment = (): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS, ...env } = $.env
  return env
}

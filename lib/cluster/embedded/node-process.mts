import { $ } from 'zx/core'
/** What Node is started with for a program of ours: 22.18 and later need no loader, and start in half the time. */
export const nodeArguments = (program: string): string[] => {
  const loader = loadsTypeScript ? [] : ['--import', import.meta.resolve('tsx')]
  return [...loader, program]
}

const loadsTypeScript = 'typescript' in process.features && Boolean(process.features.typescript)

/** The environment without what npm adds for its own children. */
export const plainEnvironment = (): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS, ...env } = $.env
  return env
}

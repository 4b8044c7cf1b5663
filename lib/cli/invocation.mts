/** Whether this code runs from the published package, which contains JavaScript. */
export const isPackage = import.meta.url.endsWith('.mjs')

/** How the user starts a script, for example `npx zx scripts/plugin-lint.mts`. */
export const invocationOf = (script: string): string =>
  isPackage ? `npx npd-plugin ${script.replace(/^plugin-/, '')}` : `npx zx scripts/${script}.mts`

/** Whether this code runs from the published package, which contains JavaScript. */
export const isPublishedPackage = import.meta.url.endsWith('.mjs')

/** How the user starts a script, for example `npx zx scripts/plugin-lint.mts`. */
export const invocationOf = (script: string): string =>
  isPublishedPackage
    ? `npx npd-plugin ${script.replace(/^plugin-/, '')}`
    : `npx zx scripts/${script}.mts`

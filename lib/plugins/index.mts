/** The library of the package `npd-plugin`. */
export { type ExplainedDefinition, explainPlugins } from './explain/explain.mts'
export type { Finding } from './lint/finding.mts'
export { readImageContents } from './lint/image-contents.mts'
export { type LintOptions, lintPlugins } from './lint/lint.mts'
export { createShellTools, noShellTools } from './lint/script/shell-tools.mts'
export { type LoadOptions, loadPlugins, loadWorkspace, type Workspace } from './load.mts'
export type { PluginFiles } from './plugin-files.mts'

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { readImageContents } from './lint/image-contents.mts'
import { createValues, goodDefinition } from './lint/lint.fixture.mts'
import { lintPlugins } from './lint/lint.mts'
import { noShellTools } from './lint/script/shell-tools.mts'
import { type LoadOptions, loadWorkspace } from './load.mts'

export const imageContents = await readImageContents()

/**
 * Writes files, and returns the findings of plugin-lint in their folder or in the named files. Each finding is
 * rendered as the file, the rule and the text that begins at its position.
 */
export const lint = async (
  files: Record<string, string>,
  { named = ['.'], ...options }: LoadOptions & { named?: string[] } = {},
) => {
  const folder = mkdtempSync(join(tmpdir(), 'npd-test-workspace-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text, { mode: 0o755 })
  }
  const paths = named.map(name => (name === '-' ? name : join(folder, name)))
  const workspace = await loadWorkspace(paths, options)
  const findings = await lintPlugins(workspace.plugins, {
    imageContents,
    tools: noShellTools,
  })
  return {
    found: findings.map(({ rule, file, position: { line, column } }) => {
      const name = file.replace(`${folder}/`, '')
      const text = (files[name] ?? badValues).split('\n')[line - 1] ?? ''
      return `${name} ${rule} ${text.slice(column - 1)}`
    }),
    ...workspace,
    notes: workspace.notes.map(note => note.replace(`${folder}/`, '')),
  }
}

const [rule] = goodDefinition.rules
/** NPD exits because the timeout of the rule is longer than the global timeout. */
export const bad = { ...goodDefinition, rules: [{ ...rule, timeout: '9s' }] }
export const badValues = createValues(bad)

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mutate } from '../../lib/plugins/lint/fuzz.fixture.mts'
import { openScripts, repository } from '../scripts.fixture.mts'
import type { HardCheck } from './check.mts'

const count = 2_000

/** Files of this repository, and scripts that read them. */
const readers: { file: string; script: string; args: (file: string) => string[] }[] = [
  { file: 'npd/values.yaml', script: 'plugin-lint', args: file => [file] },
  { file: 'npd/values.yaml', script: 'plugin-explain', args: file => [file] },
  { file: 'npd/values.yaml', script: 'run', args: file => ['--dry-run', '--values', file] },
  {
    file: 'npd/values.yaml',
    script: 'plugin-try',
    args: file => ['--simulate', 'problem:a', file],
  },
  {
    file: 'npd/values.yaml',
    script: 'plugin-new',
    args: file => ['disk-problem', '--dry-run', '--file', file],
  },
  {
    file: 'examples/gpu/gpu.plugin-test.yaml',
    script: 'plugin-lint',
    args: file => [file],
  },
  {
    file: 'lib/timeline/fixtures/partition.jsonl',
    script: 'timeline',
    args: file => ['--from', file, '--output', `${file}.drawing`],
  },
  { file: 'watchdog/deployment.yaml', script: 'plugin-lint', args: file => [file] },
]

/** Damages files, and reads each one with a script. The script must accept or reject it without a crash. */
export const checkFiles: HardCheck = async ({ random, report }) => {
  const scripts = await openScripts()
  const failures: string[] = []
  const codes = new Map<number | null, number>()
  const texts = new Map<string, string>()
  for (const { file } of readers) texts.set(file, await readFile(join(repository, file), 'utf8'))
  try {
    for (let index = 0; index < count; index += 1) {
      const reader = readers[index % readers.length]
      if (!reader) continue
      const damaged = join(scripts.folder, '..', 'damaged.yaml')
      const text = mutate(random, texts.get(reader.file) ?? '')
      await writeFile(damaged, text)
      const { code, stderr } = await scripts.run(reader.script, reader.args(damaged))
      codes.set(code, (codes.get(code) ?? 0) + 1)
      if (![0, 1].includes(code ?? -1) || stderr.includes('This is a bug'))
        failures.push(`${reader.script} ${JSON.stringify(text)}: ${stderr}`)
      if (index % 200 === 199) report(`${index + 1} files`)
    }
  } finally {
    await scripts.close()
  }
  const accepted = codes.get(0) ?? 0
  return { tried: count, failures, note: `${accepted} accepted, the others rejected with an error` }
}

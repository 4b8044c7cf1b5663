import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Case } from './cases.mts'

const scripts: Record<string, string> = {
  'ok.sh': '#!/bin/bash\nexit 0\n',
  'bad.sh': '#!/bin/bash\nexit 1\n',
  'unknown.sh': '#!/bin/bash\nexit 2\n',
  'no-interpreter.sh': '#!/none/bash\nexit 0\n',
}

/** Creates NPD's working directory, with `custom-config/` in it. */
export const createFolder = ({ files }: Case): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'npd-test-configs-'))
  const inside = (name: string) => join(path, 'custom-config', name)
  mkdirSync(inside('.'))
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(inside(name), text)
    chmodSync(inside(name), 0o755)
  }
  writeFileSync(inside('plain.txt'), 'no script\n')
  for (const [name, text] of Object.entries(files)) writeFileSync(inside(name), text)
  return { path, remove: () => rmSync(path, { recursive: true }) }
}

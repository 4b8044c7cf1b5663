import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { UserError } from '../cli/errors.mts'
import { runTool } from './tools.mts'

/** A chart in a repository has this version until it is released. */
const unreleased = '0.0.0'

/**
 * Unpacks a chart of `--charts` to `to`: DIR/NAME/, or DIR/NAME-VERSION.tgz. Rejects with a UserError
 * if it is not there, or is another version than the pinned one.
 */
export const unpackChart = async (
  from: string,
  { name, version }: { name: string; version: string },
  to: string,
): Promise<void> => {
  const parent = join(to, '..')
  await rm(to, { recursive: true, force: true })
  await mkdir(parent, { recursive: true })
  const folder = join(from, name)
  const archive = join(from, `${name}-${version}.tgz`)
  if (existsSync(join(folder, 'Chart.yaml'))) await cp(folder, to, { recursive: true })
  else if (existsSync(archive)) await runTool('tar', ['-xzf', archive, '-C', parent])
  else throw await missing(from, name, version)
  const found = parse(await readFile(join(to, 'Chart.yaml'), 'utf8'))?.version
  if (found !== version && found !== unreleased)
    throw new UserError(
      `Failed to use the chart ${name} of ${from}: it is version ${found}, and ${version} is pinned.`,
      `Give that version: \`helm pull ${name} --version ${version} --repo …\`.`,
    )
}

const missing = async (from: string, name: string, version: string): Promise<UserError> => {
  const there = await readdir(from).catch(() => undefined)
  return new UserError(
    `Failed to find the chart ${name}: ${from} ${there ? `has ${there.join(', ') || 'nothing'}` : 'is no folder'}.`,
    `--charts wants a folder with ${name}/ or ${name}-${version}.tgz in it.`,
  )
}

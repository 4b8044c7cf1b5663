import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type CommandLine, type OptionSpecs, renderHelp } from '../lib/cli/options.mts'
import { repository } from './scripts.fixture.mts'

const names = readdirSync(join(repository, 'scripts')).map(file => file.replace('.mts', ''))

const load = async (name: string): Promise<CommandLine<OptionSpecs>> =>
  (await import(join(repository, 'scripts', `${name}.mts`))).script

it.each(names)('%s can be imported without doing anything, and knows its own name', async name => {
  expect((await load(name)).name).toBe(name)
})

it.each(names)('%s says in its help what it changes and how to see that first', async name => {
  const script = await load(name)
  const readers = ['show', 'logs', 'demo', 'doctor', 'timeline', 'plugin-lint', 'plugin-explain']
  const onlyReads = readers.includes(name)
  expect('dry-run' in script.options).toBe(!onlyReads)
  expect(renderHelp(script)).toContain(`npx zx scripts/${name}.mts`)
})

it('has a help for run that tells of every option', async () => {
  expect(renderHelp(await load('run'))).toMatchInlineSnapshot(`
    "Brings up the cluster npd-test, with node-problem-detector and our plugins on every node.

    Usage: npx zx scripts/run.mts [options]

      --cluster KIND          embedded or kind (kind where it can be had)
      --node-image IMAGE      kind: instead of the pinned one
      --charts DIR            a folder with the charts, instead of their repositories
      --watchdog              run the watchdog, too, which sets conditions to Unknown where NPD is silent
      --watchdog-image IMAGE  for it, instead of one built from here; not for the embedded cluster
      --context NAME          another cluster: install NPD there, and no more
      --yes                   do not ask before changing a cluster of --context
      --workers N             worker nodes beside the control plane (3)
      --interval TIME         time between two runs of a plugin, as 5s
      --timeout TIME          time after which NPD kills a plugin, as 1s
      --heartbeat TIME        NPD's heartbeat period, as 10s
      --set PATH=VALUE        any other value of npd/values.yaml; may be repeated
      --dry-run               print what would be applied, change nothing
      -h, --help              print this help
    "
  `)
})

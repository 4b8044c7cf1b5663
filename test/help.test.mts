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
  const readers = ['show', 'logs', 'demo', 'doctor', 'timeline']
  const ofPlugins = ['plugin-lint', 'plugin-explain', 'plugin-try']
  const onlyReads = [...readers, ...ofPlugins].includes(name)
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

it('has a help for plugin-try that tells how it ends', async () => {
  expect(renderHelp(await load('plugin-try'))).toMatchInlineSnapshot(`
    "Runs the plugins of a file here, by the rules of node-problem-detector, and shows what it would do.

    Exits 0 if all were run, whatever they found; 1 if one could not be started or would hold
    node-problem-detector up.

    Usage: npx zx scripts/plugin-try.mts [options] [FILE]

      [FILE]               values, a manifest, a ConfigMap or a definition (npd/values.yaml)
      --rule REASON        only rules with this reason
      --simulate STEPS     run nothing: ok,problem:words,unknown,timeout,3
      --repeat N           so many runs, one right after the other (1)
      -w, --watch          again when the file changes
      --env K=V            a variable; may be repeated
      --node NAME          what NODE_NAME says
      --context NAME       a context of your kubeconfig for kubectl (else that of \`run\`, or none)
      --in-image           in a container of the image, by docker
      -o, --output FORMAT  json
      -h, --help           print this help
    "
  `)
})

it('has a help for plugin-new that names its templates', async () => {
  expect(renderHelp(await load('plugin-new'))).toMatchInlineSnapshot(`
    "Writes a new plugin into values of the chart: its script, its definition and its registration.

    Usage: npx zx scripts/plugin-new.mts [options] NAME

      NAME             lower-case, after what is wrong: disk-slow makes the condition DiskSlow
      --template NAME  condition, event, condition-event, network (condition)
      --file FILE      the values (npd/values.yaml)
      --dry-run        print the diff, change nothing
      -h, --help       print this help
    "
  `)
})

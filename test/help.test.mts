import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type CommandLine, type OptionSpecs, renderHelp } from '../lib/cli/options.mts'
import { repository } from './scripts.fixture.mts'

const names = readdirSync(join(repository, 'scripts')).map(file => file.replace('.mts', ''))

const load = async (name: string): Promise<CommandLine<OptionSpecs>> =>
  (await import(join(repository, 'scripts', `${name}.mts`))).script

it.each(names)('%s can be imported without side effects and exports its own name', async name => {
  expect((await load(name)).name).toBe(name)
})

it.each(names)('%s has --dry-run if it changes anything, and its usage in the help', async name => {
  const script = await load(name)
  const otherReaders = ['show', 'logs', 'demo', 'doctor', 'timeline', 'live']
  const pluginReaders = ['plugin-lint', 'plugin-explain', 'plugin-try']
  const onlyReads = [...otherReaders, ...pluginReaders].includes(name)
  expect('dry-run' in script.options).toBe(!onlyReads)
  expect(renderHelp(script)).toContain(`npx zx scripts/${name}.mts`)
})

it('the help of run lists every option', async () => {
  expect(renderHelp(await load('run'))).toMatchInlineSnapshot(`
    "Creates or updates the cluster npd-test, whose nodes run node-problem-detector with the plugins in npd/values.yaml or in your own values.

    Usage: npx zx scripts/run.mts [options]

      --cluster TYPE          \`embedded\` or \`kind\` (default: \`kind\` if its tools are installed, otherwise \`embedded\`)
      --node-image IMAGE      kind: the node image (default: the pinned image)
      --charts DIR            use charts (folders or \`.tgz\` files) from this folder instead of the chart repositories
      --watchdog              also run the watchdog, which marks the conditions of silent nodes
      --watchdog-image IMAGE  the image of the watchdog (default on kind: built from watchdog/; required for --watchdog with --context; ignored on the embedded cluster)
      --context NAME          do not create a cluster; install NPD in this context of your kubeconfig
      --yes                   with --context: do not ask before changing the cluster
      --workers N             number of worker nodes (default: 3)
      --interval TIME         time between two runs of a plugin, for example 5s
      --timeout TIME          time after which NPD kills a plugin, for example 1s
      --heartbeat TIME        NPD's heartbeat period, for example 10s
      --values FILE           your values file, merged over npd/values.yaml as with \`helm --values\`; repeatable
      --values-key KEY        the key in your values file that contains NPD's chart values (default: detected from the content)
      --set PATH=VALUE        override a value in npd/values.yaml; repeatable
      --prune-conditions      remove conditions that NPD wrote but no longer defines
      --dry-run               print the objects to apply; change nothing
      -h, --help              print this help
    "
  `)
})

it('the help of plugin-try explains the exit codes', async () => {
  expect(renderHelp(await load('plugin-try'))).toMatchInlineSnapshot(`
    "Runs the plugins in a file on this machine and prints what node-problem-detector would do with each result.

    Exits 0 if every plugin ran, with or without a problem. Exits 1 if a plugin could not be started or would
    block node-problem-detector.

    Usage: npx zx scripts/plugin-try.mts [options] [FILE]

      [FILE]                 a values file, a manifest, a ConfigMap or a definition (default: npd/values.yaml)
      --rule REASON          run only the rules with this reason
      --simulate STEPS       assume these results instead of running the script, for example ok,problem:TEXT,timeout,3
      --repeat N             run each plugin N times in a row (default: 1)
      -w, --watch            run again when the file changes
      --env K=V              set an environment variable; repeatable
      --node NAME            the value of NODE_NAME
      --context NAME         the kubeconfig context for the plugin's kubectl (default: the cluster created by \`run\`, if any)
      --in-image             run in a Docker container created from the plugin's image
      --npd-version VERSION  the version of node-problem-detector (default: from the image tag, or from image/Dockerfile)
      --values-key KEY       the key in your values file that contains NPD's chart values (default: detected from the content)
      --scripts DIR          a folder with the scripts of standalone definition files; repeatable
      -o, --output FORMAT    \`json\`
      -h, --help             print this help
    "
  `)
})

it('the help of plugin-new lists the templates', async () => {
  expect(renderHelp(await load('plugin-new'))).toMatchInlineSnapshot(`
    "Adds a new plugin to the chart's values: its script, its definition and its registration.

    Usage: npx zx scripts/plugin-new.mts [options] NAME

      NAME             the problem in lower case: disk-slow becomes the condition DiskSlow
      --template NAME  condition, event, condition-event, network (default: condition)
      --file FILE      the values file to change (default: npd/values.yaml)
      --dry-run        print the diff; change nothing
      -h, --help       print this help
    "
  `)
})

it('the help of plugin-test lists every option', async () => {
  expect(renderHelp(await load('plugin-test'))).toMatchInlineSnapshot(`
    "Runs the plugin tests in files named *.plugin-test.yaml.

    Exits 1 if a case fails. docs/test-a-plugin.md explains the format.

    Usage: npx zx scripts/plugin-test.mts [options] [FILE|DIR…]

      [FILE|DIR…]          test files, or folders that contain them (default: the current folder)
      --filter TEXT        run only the cases whose name contains TEXT
      -w, --watch          run again when a test or a plugin changes
      --update             replace failed expectations with the actual values, and add missing ones
      --record             run the real commands on this machine, and save their output as stubs
      --in-image           run the scripts in Docker containers created from the plugin's image
      --dry-run            print what --update or --record would change
      -o, --output FORMAT  \`json\`, \`junit\`, \`tap\` or \`github\`
      --schema             print the JSON Schema of a test file
      -h, --help           print this help
    "
  `)
})

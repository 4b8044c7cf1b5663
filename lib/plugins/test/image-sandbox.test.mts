import { delimiter } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Call, openTools, type Tools } from '../../../test/stand-in-tools.fixture.mts'
import { command } from '../../cli/command.mts'
import { testPlugins } from './plugin-test.mts'
import { defaultTestOptions, openTestFolder, type TestFolder } from './test.fixture.mts'

let folder: TestFolder
let docker: Tools
const { PATH, NODE_OPTIONS } = process.env
beforeEach(async () => {
  docker = await openTools(['docker'], call => {
    const { line } = call
    if (line.startsWith('docker info')) return '{"ServerVersion": "28"}'
    if (line.includes('{{json .Config.Env}}')) return '["PATH=/usr/bin:/bin"]'
    return line.startsWith('docker exec') ? execute(call) : 'id'
  })
  folder = await openTestFolder()
  // The stand-in for docker is not TypeScript and does not need the loader.
  delete process.env.NODE_OPTIONS
  process.env.PATH = [docker.bin, PATH].join(delimiter)
})
afterEach(async () => {
  process.env.PATH = PATH
  if (NODE_OPTIONS !== undefined) process.env.NODE_OPTIONS = NODE_OPTIONS
  await folder.close()
  docker.close()
})

/** Runs the command on this machine, with the folder and the variables that docker would use. */
const execute = ({ args, signal }: Call): Promise<string> => {
  const at = args.findIndex((arg, index) => index > 0 && /^npd-test-/.test(arg))
  const pairs = args.flatMap((arg, index) => (args[index - 1] === '--env' ? [arg] : []))
  const env = Object.fromEntries(
    pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
  const [file, ...rest] = args.slice(at + 1)
  return command({ env: { ...process.env, ...env }, signal })`${file} ${rest}`
}

const testInImage = async (script: string, testCase: object) => {
  folder.writePlugin(script)
  const cases = [{ name: 'a', disable: ['different-result'], ...testCase }]
  return folder.run([folder.writeTests(cases)], { inImage: true })
}

it('runs the script in a container of the image, with its files, stubs and variables', async () => {
  const { printed, failure } = await testInImage('disktool -q; cat /data/file; echo $NODE_NAME', {
    node: 'n1',
    files: { '/data/file': 'from the file\n' },
    stubs: { disktool: { stdout: 'from the stub' } },
    expect: { exit: 0, stdout: 'from the stub\nfrom the file\nn1' },
  })
  expect([failure, printed]).toEqual([undefined, expect.stringContaining('1 passed, 0 failed')])
  const start = docker.lines.find(line => line.startsWith('docker run')) ?? ''
  expect(start).toMatch(/--network none .*node-problem-detector\S* infinity$/)
  const [, name] = / --name (\S+) /.exec(start) ?? []
  expect(docker.lines.at(-1)).toBe(`docker rm --force ${name}`)
})

it('answers kubectl in the container, run after run', async () => {
  const api = [{ kind: 'Node', metadata: { name: 'worker' } }]
  const { printed, failure } = await testInImage('kubectl get node worker -o name', {
    api,
    runs: [{ expect: { stdout: 'node/worker' } }, { expect: { stdout: 'node/worker' } }],
  })
  expect([failure, printed]).toEqual([undefined, expect.stringContaining('1 passed, 0 failed')])
})

it('hides a command whose stub is null', async () => {
  const { printed } = await testInImage('command -v cat || echo hidden; ls -d /', {
    stubs: { cat: null },
    expect: { stdout: 'hidden\n/' },
  })
  expect(printed).toContain('1 passed, 0 failed')
})

it('kills the script in the container at its timeout', async () => {
  const { printed } = await testInImage('sleep 30', {
    timeout: '200ms',
    expect: { exit: 'killed' },
  })
  expect(printed).toContain('1 passed, 0 failed')
  expect(docker.lines.some(line => /^docker exec \S+ \/bin\/sh -c kill -9 /.test(line))).toBe(true)
})

it('rejects --record', async () => {
  const request = { ...defaultTestOptions, files: [], inImage: true, record: true }
  const output = { signal: new AbortController().signal, print: () => {} }
  const phases = { run: <T,>(_: string, work: () => Promise<T>) => work(), note: () => {} }
  await expect(testPlugins(request, { ...output, phases })).rejects.toThrow(
    'Invalid --in-image: it cannot be combined with --record',
  )
})

import { execFile } from 'node:child_process'
import { delimiter } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTools, type Tools } from '../../../test/stand-in-tools.fixture.mts'
import { ruleOf } from '../../npd/npd.fixture.mts'
import { readFault } from './in-image.mts'
import { attempt, openTryFolder, type TryFolder } from './try.fixture.mts'

let folder: TryFolder
let docker: Tools
beforeEach(async () => {
  docker = await openTools(['docker'], ({ line }) => {
    if (line.startsWith('docker info')) return '{"ServerVersion": "28"}'
    if (line.startsWith('docker exec')) return run(line)
    return 'id'
  })
  folder = openTryFolder()
  // The stand-in is no TypeScript.
  delete process.env.NODE_OPTIONS
  process.env.PATH = [docker.bin, process.env.PATH].join(delimiter)
})
afterEach(() => {
  docker.close()
  folder.close()
})

/** The script where the container would have it: mounted from a folder of ours. */
const run = (line: string): Promise<string> => {
  const [, path = ''] = / (\.\/custom-config\/\S+)$/.exec(line) ?? []
  const [, mounted = ''] =
    new RegExp(`--volume (\\S+):/${path.slice(2)}:ro`).exec(docker.lines.join('\n')) ?? []
  return new Promise((resolve, reject) =>
    execFile(mounted, (error, stdout) => (error ? reject(error) : resolve(stdout))),
  )
}

const tryThere = (script = '#!/bin/bash\necho from the image\n') =>
  attempt({ file: folder.write(script), inImage: true, env: ['A=b'], node: 'n' })

describe('in the image', () => {
  it('runs the script in a container with its files and variables, and removes that', async () => {
    const [run] = JSON.parse((await tryThere()).printed)
    expect(run).toMatchObject({ exit: { code: 0 }, stdout: 'from the image\n' })
    const start = docker.lines.find(line => line.startsWith('docker run')) ?? ''
    const [, name] = / --name (\S+) /.exec(start) ?? []
    expect(start).toContain('--env NODE_NAME=n --env A=b --entrypoint sleep')
    expect(start).toMatch(/registry.*node-problem-detector\S* infinity$/)
    expect(docker.lines).toContain(
      `docker exec --workdir / ${name} /bin/sh -c exec "$@" npd-try ./custom-config/disk.sh`,
    )
    expect(docker.lines.at(-1)).toBe(`docker rm --force ${name}`)
  })

  it('does not start a script there that no machine would', async () => {
    const [run] = JSON.parse((await tryThere('exit 0\n')).printed)
    expect(run.fault).toBe('fork/exec ./custom-config/disk.sh: exec format error')
  })

  it.each([
    [127, 'npd-try: 1: exec: ./p.sh: not found', 'no such file or directory'],
    [126, 'npd-try: 1: exec: ./p.sh: Permission denied', 'permission denied'],
    [127, './p.sh: line 2: nosuchcommand: not found', undefined],
    [1, 'npd-try: 1: exec: ./p.sh: not found', undefined],
  ])('takes exit %i, `%s`, for NPD’s own start that fails: %s', (code, stderr, words) => {
    const execution = {
      exit: { code, signal: null },
      timedOut: false,
      stdout: Buffer.of(),
      stdoutSize: 0,
      stderr: Buffer.from(`${stderr}\n`),
    }
    expect(readFault(execution, ruleOf({ path: './p.sh' }))).toMatchObject(
      words === undefined ? { exit: { code } } : { fault: `fork/exec ./p.sh: ${words}` },
    )
  })

  it('says why if there is no engine, and what to do', async () => {
    docker.override(/^docker info/, () => {
      throw new Error('Cannot connect to the Docker daemon.')
    })
    const { failure } = await tryThere()
    expect(failure.message).toMatch(/^Failed to run plugins in the image: [\s\S]*Cannot connect/)
    expect(failure.hint).toContain('systemctl start docker')
  })

  it('says how to get an image that the engine does not have', async () => {
    docker.override(/^docker image inspect/, () => {
      throw new Error('No such image')
    })
    const { failure } = await tryThere()
    expect(failure.message).toContain('No such image')
    expect(failure.hint).toMatch(/docker build --tag \S+ image/)
    expect(docker.lines.some(line => line.startsWith('docker run'))).toBe(false)
  })
})

import { delimiter } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTools, type Tools } from '../../../test/stand-in-tools.fixture.mts'
import { command } from '../../cli/command.mts'
import { ruleOf } from '../../npd/npd.fixture.mts'
import { convertShellFault } from './in-image.mts'
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
  // The stand-in for docker is not TypeScript and does not need the loader.
  delete process.env.NODE_OPTIONS
  process.env.PATH = [docker.bin, process.env.PATH].join(delimiter)
})
afterEach(() => {
  docker.close()
  folder.close()
})

/** Runs the file that the container would mount at the path of the script. */
const run = (line: string): Promise<string> => {
  const [, path = ''] = / (\.\/custom-config\/\S+)$/.exec(line) ?? []
  const [, mountedFiles = ''] =
    new RegExp(`--volume (\\S+):/${path.slice(2)}:ro`).exec(docker.lines.join('\n')) ?? []
  return command()`${mountedFiles}`
}

const tryInImage = (script = '#!/bin/bash\necho from the image\n') =>
  attempt({ file: folder.write(script), inImage: true, env: ['A=b'], node: 'n' })

describe('in the image', () => {
  it('runs the script in a container with its files and variables, and removes the container', async () => {
    const [run] = JSON.parse((await tryInImage()).printed)
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

  it('does not start a script that the kernel cannot start', async () => {
    const [run] = JSON.parse((await tryInImage('exit 0\n')).printed)
    expect(run.fault).toBe('fork/exec ./custom-config/disk.sh: exec format error')
  })

  it.each([
    [127, 'npd-try: 1: exec: ./p.sh: not found', 'no such file or directory'],
    [126, 'npd-try: 1: exec: ./p.sh: Permission denied', 'permission denied'],
    [127, './p.sh: line 2: nosuchcommand: not found', undefined],
    [1, 'npd-try: 1: exec: ./p.sh: not found', undefined],
  ])('converts exit %i with `%s` to the start error of NPD: %s', (code, stderr, error) => {
    const execution = {
      exit: { code, signal: null },
      timedOut: false,
      stdout: Buffer.of(),
      stdoutSize: 0,
      stderr: Buffer.from(`${stderr}\n`),
    }
    expect(convertShellFault(execution, ruleOf({ path: './p.sh' }))).toMatchObject(
      error === undefined ? { exit: { code } } : { fault: `fork/exec ./p.sh: ${error}` },
    )
  })

  it('reports a missing Docker daemon with a hint', async () => {
    docker.override(/^docker info/, () => {
      throw new Error('Cannot connect to the Docker daemon.')
    })
    const { failure } = await tryInImage()
    expect(failure.message).toMatch(/^Failed to run plugins in the image: [\s\S]*Cannot connect/)
    expect(failure.hint).toContain('systemctl start docker')
  })

  it('reports a missing image with the command that builds it', async () => {
    docker.override(/^docker image inspect/, () => {
      throw new Error('No such image')
    })
    const { failure } = await tryInImage()
    expect(failure.message).toContain('No such image')
    expect(failure.hint).toMatch(/docker build --tag \S+ image/)
    expect(docker.lines.some(line => line.startsWith('docker run'))).toBe(false)
  })
})

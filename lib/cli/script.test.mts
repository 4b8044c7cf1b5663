import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from './errors.mts'
import { library, type ScriptFolder, writeScripts } from './process.fixture.mts'
import { describeError } from './script.mts'

let scripts: ScriptFolder
beforeAll(() => {
  scripts = writeScripts({
    'example.mts': `import { defineScript, runScript } from ${library('./script.mts')}
     import { UserError } from ${library('./errors.mts')}
     const script = defineScript({
       name: 'example',
       summary: 'An example.',
       arguments: { name: 'WHAT', help: 'what to do', min: 1, max: 1 },
       options: { context: { type: 'string', help: 'a context' } },
       run: async ({ arguments: [what], signal, print, phases, exitWith }) => {
         if (what === 'ask') exitWith(3)
         if (what === 'print') print('data\\n')
         if (what === 'fail') throw new UserError('Failed to do it.', 'Do it better.')
         if (what === 'bug') throw new TypeError('oops')
         if (what.startsWith('wait')) {
           phases.note('waiting')
           if (what === 'wait-more') phases.unfinished = { state: 'A label remains', fix: 'Remove it' }
           if (what === 'wait-other')
             phases.unfinished = { state: 'A label remains', fix: 'Remove it', command: 'other --off' }
           const timer = setInterval(() => {}, 1000)
           await new Promise(resolve => signal.addEventListener('abort', resolve))
           clearInterval(timer)
           phases.note('put back')
           throw new Error('interrupted')
         }
       },
     })
     await runScript(import.meta.url, script)
     `,
    'recorder.mts': `import { defineScript, runScript } from ${library('./script.mts')}
     import { UserError } from ${library('./errors.mts')}
     const script = defineScript({
       name: 'recorder',
       summary: 'An example that Ctrl-C ends.',
       arguments: { name: 'HOW', help: 'how it ends', min: 1, max: 1 },
       options: {},
       runsUntilInterrupted: true,
       run: async ({ arguments: [how], signal, print, phases }) => {
         const timer = setInterval(() => {}, 1000)
         phases.note('waiting')
         await new Promise(resolve => signal.addEventListener('abort', resolve))
         clearInterval(timer)
         if (how === 'fail') throw new UserError('Failed to write it.')
         if (how === 'stop') signal.throwIfAborted()
         print('written\\n')
       },
     })
     await runScript(import.meta.url, script)
     `,
    'importer.mts': `await import('./example.mts')\nconsole.log('imported')\n`,
  })
})
afterAll(() => scripts.remove())

describe('runScript', () => {
  it('exits 0 and keeps stdout for data', async () => {
    expect(await scripts.start('example.mts', 'print').ended).toEqual({
      code: 0,
      stdout: 'data\n',
      stderr: '',
    })
  })

  it('exits with the code given to exitWith', async () => {
    expect((await scripts.start('example.mts', 'ask').ended).code).toBe(3)
  })

  it('exits 1 with the message and the hint of a UserError', async () => {
    expect(await scripts.start('example.mts', 'fail').ended).toEqual({
      code: 1,
      stdout: '',
      stderr: '✗ Failed to do it.\n  Do it better.\n',
    })
  })

  it('exits 1 with the stack trace of an unexpected error', async () => {
    const { code, stderr } = await scripts.start('example.mts', 'bug').ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/^✗ This is a bug: TypeError: oops\n +at /)
  })

  it('exits 2 for an invalid option', async () => {
    const { code, stderr } = await scripts.start('example.mts', '--wrong').ended
    expect([code, stderr]).toEqual([2, expect.stringContaining('Invalid --wrong')])
  })

  it('prints help', async () => {
    const { code, stdout } = await scripts.start('example.mts', '--help').ended
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('Usage: npx zx scripts/example.mts'),
    ])
  })

  it('exits 130 after Ctrl-C, once the script has cleaned up', async () => {
    const { child, kill, ended } = scripts.start('example.mts', 'wait')
    await once(child.stderr, 'data')
    kill('SIGINT')
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: 'waiting\nput back\n' })
  })

  it.each([
    ['wait-more', 'npx zx scripts/example.mts wait-more --context it'],
    ['wait-other', 'npx zx scripts/other.mts --off --context it'],
  ])(
    'prints what remains after Ctrl-C, and the command that removes it: %s',
    async (what, command) => {
      const { child, kill, ended } = scripts.start('example.mts', what, '--context', 'it')
      await once(child.stderr, 'data')
      kill('SIGINT')
      expect((await ended).stderr).toContain(
        `\nInterrupted. A label remains. Remove it with \`${command}\`.\n`,
      )
    },
  )

  it.skipIf(!existsSync('/dev/full'))('exits 1 if the output cannot be written', async () => {
    const { code, stderr } = await scripts.startInto('/dev/full', 'example.mts', 'print')
    expect([code, stderr]).toEqual([1, expect.stringContaining('Failed to write the output: ')])
  })

  it.each([
    ['write', 0, 'written\n', 'waiting\n'],
    ['fail', 1, '', 'waiting\n✗ Failed to write it.\n'],
    ['stop', 130, '', 'waiting\n'],
  ])(
    'lets a script with runsUntilInterrupted choose its exit code after Ctrl-C: %s',
    async (how, code, stdout, stderr) => {
      const { child, kill, ended } = scripts.start('recorder.mts', how)
      await once(child.stderr, 'data')
      kill('SIGINT')
      expect(await ended).toEqual({ code, stdout, stderr })
    },
  )

  it('does not run a script that is only imported', async () => {
    expect(await scripts.start('importer.mts').ended).toMatchObject({
      code: 0,
      stdout: 'imported\n',
    })
  })
})

describe('describeError', () => {
  it('prints no hint line for an error without a hint', () => {
    expect(describeError(new UserError('Failed.'))).toMatch(/Failed\.\n$/)
  })
})

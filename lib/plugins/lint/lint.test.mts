import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { loadPlugins } from '../load.mts'
import { configMapOf, manifestOf, workloadOf } from '../manifest.fixture.mts'
import { readImageContents } from './image-contents.mts'
import {
  createValues,
  goodDefinition,
  goodScript,
  lintText,
  renderFindings,
} from './lint.fixture.mts'
import { lintPlugins } from './lint.mts'
import { noShellTools } from './script/shell-tools.mts'

const lint = async (text: string) => renderFindings(text, await lintText(text))
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

it('finds nothing in the values of this repository', async () => {
  const options = { imageContents: await readImageContents(), tools: noShellTools }
  expect(await lintPlugins([await loadPlugins()], options)).toEqual([])
})

describe('the list of monitors', () => {
  const values = (monitors: string[], more: object = {}) =>
    stringify({
      settings: {
        ...more,
        custom_plugin_monitors: monitors,
        custom_monitor_definitions: { 'disk.json': json(goodDefinition), 'disk.sh': goodScript },
      },
    })

  it.each([
    [
      ['missing-definition /custom-config/no.json'],
      ['/custom-config/disk.json', '/custom-config/no.json'],
    ],
    [['not-in-image /opt/no.json'], ['/custom-config/disk.json', '/opt/no.json']],
    [
      ['duplicate-monitor /custom-config/disk.json'],
      ['/custom-config/disk.json', '/custom-config/disk.json'],
    ],
    [['unlisted-definition {'], ['/config/custom-plugin-monitor.json']],
    [[], ['/custom-config/disk.json', '/config/health-checker-kubelet.json']],
  ])('%j', async (found, monitors) => {
    expect(await lint(values(monitors))).toEqual(found)
  })

  it('is reported if it is empty', async () => {
    expect(await lint('settings:\n  heartBeatPeriod: 30s\n')).toEqual(['no-monitor 30s'])
  })

  it('is checked after the heartbeat, which NPD rejects first', async () => {
    const found = await lint(values(['/custom-config/no.json'], { heartBeatPeriod: 'monthly' }))
    expect(found.slice(0, 2)).toEqual([
      'bad-heartbeat monthly',
      'missing-definition /custom-config/no.json',
    ])
  })
})

it('finds a condition that two definitions share', async () => {
  const other = { ...goodDefinition, source: 'other' }
  const text = stringify({
    settings: {
      custom_plugin_monitors: ['/custom-config/disk.json', '/custom-config/other.json'],
      custom_monitor_definitions: {
        'disk.json': json(goodDefinition),
        'other.json': json(other),
        'disk.sh': goodScript,
      },
    },
  })
  expect(await lint(text)).toEqual(['shared-condition "DiskProblem",'])
})

it('skips the commands of a script that is nested too deeply', async () => {
  const nested = `#!/bin/bash\n${'$('.repeat(300)}date${')'.repeat(300)}\n`
  await expect(lintText(createValues(goodDefinition, nested))).resolves.toEqual([])
})

describe('a script', () => {
  it('is not executable if the mode of its volume has no execute permission', async () => {
    const data = { 'disk.json': json(goodDefinition), 'disk.sh': goodScript }
    const command = ['/npd', '--config.custom-plugin-monitor=/custom-config/disk.json']
    const manifest = (mode: object = {}) =>
      manifestOf(
        configMapOf('c', data),
        workloadOf({ configMap: { name: 'c', ...mode } }, '/custom-config', command),
      )
    expect(await lint(manifest())).toEqual(['not-executable "./custom-config/disk.sh"'])
    expect(await lint(manifest({ defaultMode: 0o755 }))).toEqual([])
  })

  it('is checked with the shortest timeout and the smallest output limit of its rules', async () => {
    const [rule] = goodDefinition.rules
    const text = stringify({
      settings: {
        custom_plugin_monitors: ['/custom-config/disk.json'],
        custom_monitor_definitions: {
          'disk.json': json({
            ...goodDefinition,
            rules: [rule, { ...rule, type: 'temporary', condition: undefined, timeout: '2s' }],
          }),
          'disk.sh': '#!/bin/bash\nsleep 3\nexit 0\n',
        },
      },
    })
    expect(await lint(text)).toEqual(['long-timeout sleep 3'])
  })

  it('is checked with NPD’s defaults if no rule names it', async () => {
    expect(await lint('#!/bin/bash\nsleep 5\nexit 0\n')).toEqual(['long-timeout sleep 5'])
  })
})

import { describe, expect, it } from 'vitest'
import { parsePlugins } from '../load.mts'
import {
  createValues,
  goodDefinition,
  goodScript,
  lintAndRender,
  lintText,
  renderFindings,
} from './lint.fixture.mts'

const hanging = (comment: string) => `#!/bin/bash\n${comment}\nkubectl get node x\nexit 0\n`
const lint = async (text: string) => renderFindings(text, await lintText(text))

describe('a comment in a script', () => {
  it('suppresses a rule on its own line or on the next line with code', async () => {
    for (const script of [
      hanging('# plugin-lint-disable unbounded: it is a demo'),
      hanging('# plugin-lint-disable unbounded: it is a demo\n\n# and more'),
      '#!/bin/bash\nkubectl get node x # plugin-lint-disable unbounded: it is a demo\nexit 0\n',
      hanging('# plugin-lint-disable unbounded, unknown-command: both').replace('get', '$(jq)'),
    ])
      expect(await lintAndRender(goodDefinition, script)).toEqual([])
  })

  it('does not suppress another line or another rule', async () => {
    const text = hanging('# plugin-lint-disable unbounded: a demo').replace(
      'kubectl',
      'date\nkubectl',
    )
    expect(await lintAndRender(goodDefinition, text)).toEqual([
      'suppression-unused # plugin-lint-disable unbounded: a demo',
      'unbounded kubectl get node x',
    ])
    const other = hanging('# plugin-lint-disable long-output: a demo')
    expect(await lintAndRender(goodDefinition, other)).toEqual([
      'suppression-unused # plugin-lint-disable long-output: a demo',
      'unbounded kubectl get node x',
    ])
  })

  it.each([
    ['suppression-without-reason', '# plugin-lint-disable unbounded'],
    ['suppression-without-reason', '# plugin-lint-disable unbounded:'],
    ['suppression-unknown-rule', '# plugin-lint-disable unbound: a demo'],
    ['suppression-unknown-rule', '# plugin-lint-disable rule-timeout: a demo'],
    ['suppression-unknown-rule', '# plugin-lint-disable suppression-unused: a demo'],
    ['suppression-unknown-rule', '# plugin-lint-disable: a demo'],
  ])('is ignored and reported as %s: %s', async (rule, comment) => {
    expect(await lintAndRender(goodDefinition, hanging(comment))).toEqual([
      `${rule} ${comment}`,
      'unbounded kubectl get node x',
    ])
  })
})

describe('a field of a definition', () => {
  const withField = (where: 'top' | 'rule' | 'conditions', suppressions: unknown) => {
    const field = { 'plugin-lint-disable': suppressions }
    return {
      ...goodDefinition,
      ...(where === 'top' && field),
      conditions: goodDefinition.conditions.map(each => ({
        ...each,
        ...(where === 'conditions' && field),
      })),
      rules: goodDefinition.rules.map(each => ({
        ...each,
        timeout: '0s',
        ...(where === 'rule' && field),
      })),
    }
  }
  const suppressions = { 'zero-timeout': 'to show it' }

  it('suppresses a rule in the object that contains it', async () => {
    expect(await lintAndRender(withField('top', suppressions))).toEqual([])
    expect(await lintAndRender(withField('rule', suppressions))).toEqual([])
    expect(await lintAndRender(withField('conditions', suppressions))).toEqual([
      'suppression-unused "zero-timeout": "to show it"',
      'zero-timeout "0s"',
    ])
  })

  it('causes no error in NPD', () => {
    const files = parsePlugins('x', createValues(withField('rule', suppressions)))
    expect(files.monitors[0]?.definition?.parsed.problems).toEqual([])
  })

  it.each([
    ['suppression-without-reason "zero-timeout": ""', { 'zero-timeout': '' }],
    ['suppression-without-reason "zero-timeout": 5', { 'zero-timeout': 5 }],
    ['suppression-unknown-rule "no": "why"', { no: 'why' }],
    ['suppression-unknown-rule "zero-timeout"', 'zero-timeout'],
  ])('is ignored and reported as %s', async (found, value) => {
    expect(await lintAndRender(withField('top', value))).toContain(found)
  })
})

describe('a comment in YAML', () => {
  const values = createValues(goodDefinition, hanging('date'))
  const withComment = (key: string, comment: string) =>
    values.replace(key, `${comment}\n    ${key}`)

  it('suppresses a rule for the key on its line or the next line, with all nested keys', async () => {
    const comment = '# plugin-lint-disable unbounded: a demo'
    expect(await lint(withComment('disk.sh:', comment))).toEqual([])
    expect(await lint(values.replace('settings:', `${comment}\n\nsettings:`))).toEqual([])
    expect(await lint(values.replace('disk.sh: |', `disk.sh: | ${comment}`))).toEqual([])
  })

  it('does not suppress a rule for a sibling key', async () => {
    const comment = '# plugin-lint-disable unbounded: a demo'
    expect(await lint(withComment('disk.json:', comment))).toEqual([
      `suppression-unused ${comment}`,
      'unbounded kubectl get node x',
    ])
  })

  it('is not recognized inside a block of text', async () => {
    const text = createValues(goodDefinition, `${goodScript}cat <<END\nplugin-lint-disable\nEND\n`)
    expect(await lint(text)).toEqual([])
  })
})

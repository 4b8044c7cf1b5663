import { describe, expect, it } from 'vitest'
import { createValues, goodDefinition, lintAndRender, lintText } from '../lint.fixture.mts'

const [rule] = goodDefinition.rules
const temporary = {
  ...goodDefinition,
  conditions: [],
  rules: [{ type: 'temporary', reason: 'DiskIsSlow', path: rule?.path }],
}
/** Returns the findings in a bash script with these lines. */
const foundIn = (lines: string, definition: object = goodDefinition) =>
  lintAndRender(definition, `#!/bin/bash\n${lines}\n`)

describe('an interpreter', () => {
  it.each([
    [['no-shebang exit 0'], 'exit 0\n'],
    [['no-shebang '.trim()], '\n#!/bin/bash\nexit 0\n'],
    [['missing-interpreter /usr/bin/python3'], '#!/usr/bin/python3\nprint(1)\n'],
    [['missing-interpreter python3 -u'], '#!/usr/bin/env -S LANG=C python3 -u\nprint(1)\n'],
    [['missing-interpreter /opt/bash'], '#!/opt/bash\nexit 0\n'],
    [[], '#! /usr/bin/env bash\nexit 0\n'],
    [[], '#!/bin/sh -e\nexit 0\n'],
    [[], '#!/usr/bin/perl\nfoo(1);\n'],
  ])('%j', async (found, script) => {
    expect(await lintAndRender(goodDefinition, script)).toEqual(found)
  })

  it('has a different effect for CRLF in the first line and in later lines', async () => {
    const effects = async (script: string) =>
      (await lintText(createValues(goodDefinition, script)))
        .filter(each => each.rule === 'crlf')
        .map(({ effect }) => effect.slice(0, 20))
    expect(await effects('#!/bin/bash\r\nexit 0\r\n')).toEqual(['the kernel does not '])
    expect(await effects('#!/bin/bash\nexit 0\r\n')).toEqual(['the shell reads the '])
  })
})

it('a command that can hang has a different effect for a temporary rule', async () => {
  const effects = async (definition: object) =>
    (await lintText(createValues(definition, '#!/bin/bash\nkubectl get node x\n')))
      .filter(each => each.rule === 'unbounded')
      .map(({ effect }) => effect)
  expect(await effects(goodDefinition)).toEqual([
    'NPD kills the script after 5s and sets the status to Unknown, with the reason of the healthy state',
  ])
  expect(await effects(temporary)).toEqual([
    'NPD kills the script after 5s, and the event reports only the timeout',
  ])
})

describe('a command', () => {
  it.each([
    [['unknown-command jq .'], 'date | jq .'],
    [['unknown-command jq . || exit 1'], 'jq . || exit 1\njq -r .x'],
    [
      ['unknown-command systemctl is-active x; then exit 1; fi'],
      'if ! systemctl is-active x; then exit 1; fi',
    ],
    [['unknown-command jq .)'], 'x=$(timeout 1 env A=b jq .)'],
    [
      ["unknown-command 'nc -z -w 1 h 1' || exit 1"],
      "timeout 1 bash -c 'nc -z -w 1 h 1' || exit 1",
    ],
    [['unknown-command /usr/bin/ss'], '/usr/bin/ss'],
    [[], 'check() { return 1; }\ncheck'],
    [[], 'jq() { cat; }\njq'],
    [[], '"$TOOL" x\n$TOOL y'],
    [[], 'chroot /host systemctl is-active x'],
    [[], '. ./custom-config/lib.sh\njq .'],
    [[], '# jq\necho "jq $(date)"\ncat <<END\njq $HOME\nEND'],
    [
      [],
      '/host/usr/bin/thing\nawk 1 /proc/stat | while read -r a; do [[ $a ]] && (( a > 1 )); done',
    ],
    [
      ['request-timeout --request-timeout=3s get node x'],
      'kubectl --request-timeout=3s get node x',
    ],
    [[], 'timeout 3 kubectl --server=https://x --request-timeout=3s get node x || exit 1'],
  ])('%j in %s', async (found, lines) => {
    expect(await foundIn(lines)).toEqual(found)
  })
})

describe('the time limit of a command', () => {
  it.each([
    [['unbounded kubectl get node x'], 'kubectl get node x'],
    [['unbounded kubectl get node x)'], 'x=$(env A=b kubectl get node x)'],
    [[], 'timeout 3 kubectl get node x || exit 1'],
    [[], 'timeout --signal=KILL -k 1 3s kubectl get node x || exit 1'],
    [['unbounded kubectl get node x || exit 1'], 'timeout 0 kubectl get node x || exit 1'],
    [[], 'readonly LIMIT=3\ntimeout "$LIMIT" kubectl get node x || exit 1'],
    [[], 'timeout "$LIMIT" kubectl get node x || exit 1'],
    [
      ['long-timeout timeout $LIMIT kubectl get node x || exit 1'],
      'LIMIT=1m\ntimeout $LIMIT kubectl get node x || exit 1',
    ],
    [
      ['long-timeout timeout -k 3 3 kubectl get node x || exit 1'],
      'timeout -k 3 3 kubectl get node x || exit 1',
    ],
    [['long-timeout timeout 10 df /nfs || exit 1'], 'timeout 10 df /nfs || exit 1'],
    [[], 'kubectl version --client\nkubectl config view'],
    [['unbounded while true; do date; done'], 'while true; do date; done'],
    [['unbounded until false; do date; done'], 'until false; do date; done'],
    [[], 'while true; do date && break; done\nwhile read -r x; do date; done'],
    [['unbounded 3<>/dev/tcp/10.0.0.1/443'], 'exec 3<>/dev/tcp/10.0.0.1/443'],
    [[], "timeout 2 bash -c '</dev/tcp/10.0.0.1/443' || exit 1"],
    [['long-timeout sleep 6'], 'sleep 6'],
    [['unbounded sleep infinity'], 'sleep infinity'],
    [['long-timeout getent hosts x'], 'getent hosts x'],
    [['unbounded tail -F /var/log/x'], 'tail -F /var/log/x'],
    [['unbounded flock /run/lock date'], 'flock /run/lock date'],
    [[], 'flock -n /run/lock date\nflock -w 2 /run/lock date'],
  ])('%j in %s', async (found, lines) => {
    expect(await foundIn(lines)).toEqual(found)
  })

  it.each([
    ['unbounded', 'curl -s http://x'],
    ['unbounded', 'curl -s --connect-timeout 2 http://x'],
    [undefined, 'curl -sm2 http://x'],
    [undefined, 'curl -fsS -m 2 "$URL"'],
    [undefined, 'curl --max-time=2 http://x'],
    [undefined, 'curl $OPTIONS http://x'],
    [undefined, 'curl "$@" http://x'],
    ['long-timeout', 'curl --max-time 9 http://x'],
    ['unbounded', 'wget -q http://x'],
    ['long-timeout', 'wget -T 2 http://x'],
    [undefined, 'wget -T 2 -t 1 http://x'],
    ['unbounded', 'ping x'],
    ['long-timeout', 'ping -c 1 x'],
    [undefined, 'ping -c 1 -W 2 x'],
    [undefined, 'ping -w 2 x'],
    ['unbounded', 'nc -z x 80'],
    [undefined, 'nc -z -w 2 x 80'],
    ['long-timeout', 'dig x'],
    [undefined, 'dig +time=1 +tries=2 x'],
    ['unbounded', 'ssh x date'],
    [undefined, 'timeout 2 ssh x date || exit 1'],
    ['unbounded', 'openssl s_client -connect x:443'],
    [undefined, 'openssl version'],
  ])('finds %s in %s', async (expected, line) => {
    const found = (await foundIn(line)).map(each => each.split(' ')[0])
    expect(found.filter(each => each !== 'unknown-command')).toEqual(expected ? [expected] : [])
  })

  it('is the sum for all commands, with only the longest branch of an if', async () => {
    const check = 'timeout 3 df /a || exit 1'
    expect(await foundIn(`${check}\n${check}\nexit 0`)).toEqual(['long-timeout '.concat(check)])
    expect(await foundIn(`if date; then\n${check}\nelse\n${check}\nfi\nexit 0`)).toEqual([])
    expect(await foundIn('sleep 2\nsleep 2\nexit 0')).toEqual([])
    expect(await foundIn('sleep 2\n(sleep 2; x=$(sleep 1))\nexit 0')).toEqual([
      'long-timeout sleep 1))',
    ])
    expect(await foundIn(`f() { ${check}; }\n${check}\nexit 0`)).toEqual([])
  })

  it('is not checked for a script that never starts', async () => {
    const definition = { ...goodDefinition, rules: [{ ...rule, timeout: '0s' }] }
    expect(await foundIn('kubectl get node x', definition)).toEqual(['zero-timeout "0s"'])
  })

  it('is suggested as 60% of the timeout of the script', async () => {
    const fixFor = async (timeout: string) => {
      const definition = { ...goodDefinition, rules: [{ ...rule, timeout }] }
      const text = createValues(definition, '#!/bin/bash\nkubectl get node x\nexit 0\n')
      return (await lintText(text))[0]?.fix
    }
    expect(await fixFor('5s')).toBe('put `timeout 3` before the command')
    expect(await fixFor('1s')).toBe('put `timeout 0.6` before the command')
    expect(await fixFor('1ms')).toBe('put `timeout 0.1` before the command')
  })
})

describe('a background process', () => {
  it.each([
    [['background-child sleep 1 &'], 'sleep 1 &\nexit 0'],
    [['background-child sleep 1 > /dev/null &'], 'sleep 1 > /dev/null &\nexit 0'],
    [['background-child (date; date) &'], '(date; date) &\nexit 0'],
    [[], 'sleep 1 > /dev/null 2>&1 &\nexit 0'],
    [[], 'sleep 1 &> /dev/null &\nexit 0'],
    [[], '(date; date) > /dev/null 2> /dev/null &\nexit 0'],
    [[], 'sleep 1 &\nwait\nexit 0'],
    [[], 'sleep 1 >&- 2>&- &\nexit 0'],
    [['background-child sleep 1 2>&1 > /dev/null &'], 'sleep 1 2>&1 > /dev/null &\nexit 0'],
  ])('%j in %s', async (found, lines) => {
    expect(await foundIn(lines)).toEqual(found)
  })
})

describe('output', () => {
  const long = 'x'.repeat(81)
  it.each([
    [['long-output'], `echo "${long}"; exit 1`],
    [['long-output'], `echo "$(date) ${long}"; exit 1`],
    [['long-output'], `printf '%s ${long}\\n' "$x"; exit 1`],
    [[], `echo "${'x'.repeat(80)}"; exit 1`],
    [[], `echo "${long}" > /dev/null; exit 1`],
    [[], `x=$(echo "${long}"); exit 1`],
    [[], `echo "${long}" | wc -c; exit 1`],
    [[], `echo "${long}"; exit 0`],
    [[], `readonly OK=0\ndate && echo "${long}" && exit $OK\nexit 1`],
    [['long-output', 'truncated-character'], `echo "${'x'.repeat(79)}é"; exit 1`],
    [['long-output'], `echo "${'x'.repeat(78)}ée"; exit 1`],
    [['stderr-only'], 'echo "bad" >&2; exit 1'],
    [[], '[ -f /x ] && echo "fine"; echo "bad" >&2; exit 1'],
    [[], 'df / || echo "bad" >&2; exit 1'],
    [[], `say() { echo "${long}"; }\nx=$(say); exit 1`],
  ])('%j in %s', async (found, lines) => {
    expect((await foundIn(lines)).map(each => each.split(' ')[0])).toEqual(found)
  })
})

describe('an exit code', () => {
  it.each([
    [['exit-code exit 3'], 'date || exit 3\nexit 0'],
    [['exit-code exit -1'], 'date || exit -1\nexit 0'],
    [['exit-code exit $CRITICAL'], 'CRITICAL=4\ndate || exit $CRITICAL\nexit 0'],
    [['exit-code exit 2'], 'date || exit 2\nexit 0'],
    [['exit-code timeout 3 df /a'], 'timeout 3 df /a'],
    [[], 'date || exit 2\ndf || exit 1\nexit 0'],
    [[], 'date || exit 2\ndf || exit $?\nexit 0'],
    [[], 'date || exit 257\nexit 0'],
    [[], 'date || exit 2\ndf'],
  ])('%j in %s', async (found, lines) => {
    expect(await foundIn(lines)).toEqual(found)
  })

  it('is not checked in the script of a temporary rule', async () => {
    expect(await foundIn('date || exit 3\ntimeout 3 df /a', temporary)).toEqual([])
  })
})

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KindMachine, openKindMachine } from '../kind-machine.fixture.mts'
import { describePage, readPage } from '../page.fixture.mts'
import { parseSteps } from '../page-steps.fixture.mts'
import { openScripts, repository, type Scripts } from '../scripts.fixture.mts'

const docs = readdirSync(join(repository, 'docs'))
  .filter(name => name.endsWith('.md'))
  .map(name => `docs/${name}`)
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...docs]

/** These pages take a minute each. They have their own test files so that they run in parallel. */
const longPages = ['docs/tutorial.md']

/** Returns the anchors that GitHub generates for the headings of a page. */
const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\d _-]/gu, '')
      .replaceAll(' ', '-'),
  )

const linksOf = (markdown: string): string[] =>
  [
    ...markdown
      .replace(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm),
  ].map(([, inline, reference]) => inline ?? reference ?? '')

describe.each(pages)('%s', page => {
  const text = readPage(page)

  it('links to files and headings that exist', () => {
    const broken = linksOf(text).filter(link => {
      if (/^https?:/.test(link)) return !URL.canParse(link)
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(join(repository, target))) return true
      return anchor !== undefined && !anchorsOf(readPage(target)).includes(anchor)
    })
    expect(broken).toEqual([])
  })

  it('mentions only scripts that exist', () => {
    const scripts = [...text.matchAll(/scripts\/([\w-]+\.mts)/g)].map(([, name = '']) => name)
    expect(
      scripts.filter(name => !existsSync(join(repository, 'scripts', name)) && name !== 'NAME.mts'),
    ).toEqual([])
  })

  it('contains commands only in `console` blocks, which are tested', () => {
    const languages = [...text.matchAll(/^ *```(\w*)\n/gm)].map(([, language]) => language)
    expect(languages.filter(language => ['sh', 'shell'].includes(language ?? ''))).toEqual([])
    expect(text).not.toMatch(/^ +```console/m)
  })
})

it.each(docs)('%s starts with its audience and ends with what to read next', page => {
  expect(readPage(page)).toMatch(/^# .*\n\nThis page is for you if /)
  expect(readPage(page)).toMatch(/\n## Next\n\n(?:- .*\n)+$/)
})

it('README.md has at most 150 lines and 1,300 words', () => {
  const readme = readPage('README.md')
  expect(readme.split('\n').length).toBeLessThanOrEqual(150)
  expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1_300)
})

it('docs/embedded-cluster.md repeats the numbers of the comparisons it links to', () => {
  const rows = [
    ...readPage('docs/embedded-cluster.md').matchAll(
      /^\| .* \| (\d+ of \d+)\b.* \| \[[\w-]+\]\((.*)\) \|$/gm,
    ),
  ]
  expect(rows).toHaveLength(8)
  for (const [, numbers = '', file = ''] of rows)
    expect(readPage(normalize(join('docs', file))), file).toContain(numbers)
})

const steps = pages.flatMap(page => parseSteps(readPage(page)).map(step => ({ ...step, page })))

it('runs every documented command unless the page gives a reason', () => {
  const untested = steps.filter(({ place }) => place === 'nowhere')
  expect(steps.length - untested.length).toBeGreaterThan(60)
  expect(untested.map(({ page, command }) => `${page}: ${command}`)).toMatchInlineSnapshot(`
    [
      "README.md: npm ci && npx zx scripts/run.mts",
      "README.md: npm ci && npm test",
      "README.md: npx zx scripts/live.mts",
      "CONTRIBUTING.md: npm ci",
      "CONTRIBUTING.md: npm test",
      "CONTRIBUTING.md: npm run test:conformance",
      "docs/benchmarks.md: npm run bench",
      "docs/kind.md: kubectl kustomize --enable-helm npd/ | kubectl apply --server-side -f -",
      "docs/kind.md: helm upgrade --install node-problem-detector   oci://ghcr.io/deliveryhero/helm-charts/node-problem-detector --version 2.4.1   --namespace kube-system --values npd/values.yaml",
      "docs/kind.md: npm run test:kind",
      "docs/live.md: npx zx scripts/live.mts",
      "docs/live.md: npx zx scripts/demo.mts --live",
      "docs/live.md: npx zx scripts/live.mts --context staging",
      "docs/live.md: npx zx scripts/live.mts --context staging --allow-changes",
      "docs/reliability.md: npm run test:hard",
      "docs/watchdog.md: docker build --tag registry.example.com/npd-watchdog:v1 --file watchdog/Dockerfile .",
      "docs/watchdog.md: docker push registry.example.com/npd-watchdog:v1",
      "docs/watchdog.md: cd watchdog && kustomize edit set image npd-watchdog=registry.example.com/npd-watchdog:v1",
      "docs/watchdog.md: kubectl apply --server-side -k .",
      "docs/watchdog.md: kubectl --namespace npd-watchdog scale deployment npd-watchdog --replicas 0",
      "docs/watchdog.md: npx zx scripts/watchdog.mts --remove-conditions",
      "docs/watchdog.md: kubectl delete -k watchdog",
      "docs/write-a-plugin.md: kubectl patch node NODE --subresource status --type strategic     -p '{"status":{"conditions":[{"type":"DiskSlow","$patch":"delete"}]}}'",
    ]
  `)
})

/** Parses a command. With stand-in tools only `npx zx scripts/NAME.mts ARGS` can run. */
const parseCommand = (command: string): { name: string; args: string[] } => {
  const [, name = '', rest = ''] = /^npx zx scripts\/([\w-]+)\.mts ?(.*)$/.exec(command) ?? []
  return { name, args: rest.split(/\s+/).filter(Boolean) }
}

describe.each(['kind', 'context'] as const)('with stand-in tools for %s', target => {
  let machine: KindMachine
  let scripts: Scripts
  beforeAll(async () => {
    machine = await openKindMachine()
    scripts = await openScripts(machine.environment)
    if (target === 'context') (await machine.createOtherCluster()).close()
  }, 60_000)
  afterAll(async () => {
    await scripts.close()
    await machine.end()
  }, 60_000)

  it.each(steps.filter(({ place }) => place === target))(
    '$page line $line succeeds: $command',
    async ({ command }) => {
      const { name, args } = parseCommand(
        command.replace('--context staging', '--context kind-other').replace('staging-', 'other-'),
      )
      expect(await scripts.run(name, args)).toMatchObject({ code: 0 })
    },
    60_000,
  )
})

for (const page of docs.filter(name => !longPages.includes(name))) describePage(page)

/** The expected string: the whole string, a part of it, or a regular expression. */
export type TextMatcher = string | { contains: string } | { matches: string }

/** The response of a stubbed command to a call. */
export interface StubResponse {
  /** The string that the arguments of a call, joined with spaces, must contain. */
  args?: string
  exit?: number
  stdout?: string
  stderr?: string
  /** The delay before the response, a Go duration. */
  delay?: string
  hangs?: boolean
}

/** The responses of a stubbed command, or `null` if the command is missing. */
export type Stub = StubResponse | StubResponse[] | null

/** The content of a file, its content and permission bits, or `null` if the file does not exist. */
export type FileFixture = string | { text: string; mode?: string } | null

/** An object that the stubbed kubectl returns. */
export interface ApiObject {
  apiVersion?: string
  kind: string
  metadata: { name: string; namespace?: string; [key: string]: unknown }
  [key: string]: unknown
}

/** The environment of a script: settings, files, stubs and Kubernetes objects. */
export interface TestEnvironment {
  /** The reason of the rules to run. Default: all rules. */
  rule?: string
  /** The arguments that replace those in the rule. */
  args?: string[]
  node?: string
  env?: Record<string, string | number | boolean>
  /** The files, by absolute path in the container. */
  files?: Record<string, FileFixture>
  /** The stubs, by name or absolute path of the command. */
  stubs?: Record<string, Stub>
  /** The objects that `kubectl get` returns. If undefined, no API server responds. */
  api?: ApiObject[]
}

export interface ExpectedCondition {
  type?: string
  status?: string | boolean
  reason?: TextMatcher
  message?: TextMatcher
}

export interface ExpectedEvent {
  type?: 'Normal' | 'Warning'
  reason?: TextMatcher
  message?: TextMatcher
}

/** The expected result of a run. */
export interface Expectation {
  exit?: number | 'killed' | 'not-started'
  stdout?: TextMatcher
  stderr?: TextMatcher
  /** The maximum run time, a Go duration. */
  within?: string
  condition?: ExpectedCondition
  /** All events of the run, in order. */
  events?: ExpectedEvent[]
  /** Values of NPD's metrics, by series name. */
  metrics?: Record<string, number>
  /** Lines that NPD logs. An empty list means that NPD logs nothing. */
  log?: TextMatcher[]
  /** Processes that the script leaves running. */
  leftovers?: TextMatcher[]
}

interface TestRun extends TestEnvironment {
  /** The simulated time since the previous run, a Go duration. Default: the invoke interval. */
  after?: string
  expect?: Expectation
}

export const invariants = [
  'timeout',
  'truncated-message',
  'empty-message',
  'leftover-process',
  'missing-command',
  'different-result',
] as const

export type Invariant = (typeof invariants)[number]

export interface TestCase extends TestEnvironment {
  name: string
  /** The timeout that replaces those of the rules, a Go duration. */
  timeout?: string
  disable?: Invariant[]
  /** The runs of the case. If undefined, the case is a single run. */
  runs?: TestRun[]
  expect?: Expectation
}

/** The content of a `*.plugin-test.yaml`. */
export interface TestDocument extends TestEnvironment {
  /** Files and folders that `plugin-lint` would read, relative to the test file. */
  plugin: string | string[]
  scripts?: string[]
  'values-key'?: string
  'npd-version'?: string
  /** Commands that the image contains in addition to those in image/contents.txt. */
  image?: { commands: string[] }
  timeout?: string
  disable?: Invariant[]
  cases: TestCase[]
}

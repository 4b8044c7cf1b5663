import { readFileSync } from 'node:fs'
import type { ApiTransport } from './api-client.mts'
import { ConditionManager } from './condition-manager.mts'
import { parseConfig } from './config.mts'
import type { Termination } from './config-problem.mts'
import type { CustomPluginConfig } from './config-types.mts'
import { initializeMetrics, logParsedConfig, runMonitor } from './custom-plugin-monitor.mts'
import { EventRecorder } from './event-recorder.mts'
import { type Duration, formatDuration, minute, toMilliseconds } from './go/duration.mts'
import { isMissing, systemErrorText } from './go/files.mts'
import { GoPanic } from './go/panic.mts'
import { quote } from './go/quote.mts'
import { withTimeout } from './go/sleep.mts'
import { decodeBytes } from './go/strings.mts'
import { type Clock, createClock } from './go/time.mts'
import { type NpdResponse, respondOnHttpPort, respondOnPrometheusPort } from './http-reporting.mts'
import { Klog } from './klog.mts'
import type { PluginEnvironment } from './plugin-process.mts'
import { runPlugin } from './plugin-result.mts'
import { createProblemClient } from './problem-client.mts'
import { ProblemMetrics } from './problem-metrics.mts'
import type { RunReport } from './run-report.mts'
import type { MonitorStatus } from './status.mts'

export interface NpdOptions {
  nodeName: string
  /** Example: `v1.36.0`. Affects only how definitions are parsed and validated. */
  npdVersion: string
  /** The paths in `--config.custom-plugin-monitor`, inside the container. */
  configPaths: string[]
  /** The value of `--k8s-exporter-heartbeat-period`. */
  heartbeatPeriod: Duration
  transport: ApiTransport
  environment: PluginEnvironment
  /** Called for each port when NPD starts to listen. */
  serve?: Serve
  /** Called after each run of a plugin, with details that NPD does not publish. */
  onRun?: (report: RunReport) => void
  /** Receives each line of the log. */
  write(line: string): void
}

/** Serves the responses of NPD's `--port` or `--prometheus-port`. */
export type Serve = (port: 'http' | 'prometheus', respond: (path: string) => NpdResponse) => void

/** The default of `--apiserver-wait-timeout`. */
const apiServerWaitTimeout: Duration = 5n * minute

/**
 * Runs NPD with its custom plugin monitor and its exporters. Resolves with the exit code: 0
 * after `signal` aborts, 255 after a fatal klog message, 2 after a panic.
 */
export const runNodeProblemDetector = async (
  options: NpdOptions,
  signal: AbortSignal,
): Promise<number> => {
  const clock = createClock()
  const klog = new Klog(clock, options.write)
  // A panic in one part stops all parts.
  const controller = new AbortController()
  const stopSignal = AbortSignal.any([signal, controller.signal])
  try {
    const metrics = new ProblemMetrics()
    const configs = loadConfigs(options, metrics, klog)
    await waitForApiServer(options, clock, klog, stopSignal)
    if (!signal.aborted) await runDetector(configs, options, { clock, klog, metrics }, stopSignal)
    return 0
  } catch (error) {
    if (error instanceof FatalError) return 255
    if (!(error instanceof GoPanic)) throw error
    klog.print(`panic: ${error.message}\n\ngoroutine 1 [running]:`)
    return 2
  } finally {
    controller.abort()
  }
}

/** Thrown after klog's `Fatalf`. */
class FatalError extends Error {}

/** NPD's `NewProblemDaemons`. */
const loadConfigs = (
  options: NpdOptions,
  metrics: ProblemMetrics,
  klog: Klog,
): Map<string, CustomPluginConfig> => {
  const configs = new Map<string, CustomPluginConfig>()
  for (const path of options.configPaths)
    if (configs.has(path))
      klog.log('duplicateMonitor', `Duplicated problem daemon configuration ${quote(path)}`)
    else {
      const config = loadConfig(path, options, klog)
      initializeMetrics(metrics, config)
      configs.set(path, config)
    }
  return configs
}

/** NPD's `NewCustomPluginMonitorOrDie`. */
const loadConfig = (path: string, options: NpdOptions, klog: Klog): CustomPluginConfig => {
  const { resolvePath } = options.environment
  const text = readConfigFile(path, options, klog)
  const { config, problems } = parseConfig(text, {
    configPath: path,
    pathExists: file => !isMissing(resolvePath(file)),
    npdVersion: options.npdVersion,
  })
  const [first] = problems
  if (!config) return terminate(klog, first?.termination ?? { panic: 'no configuration' })
  logParsedConfig(klog, path, config)
  const loadProblem = problems.find(({ stage }) => stage === 'load')
  return loadProblem ? terminate(klog, loadProblem.termination) : config
}

/** Reads a file like Go's `os.ReadFile`. The bytes might not be valid UTF-8. */
const readConfigFile = (path: string, { environment }: NpdOptions, klog: Klog): string => {
  try {
    // Do not resolve an empty path. It would resolve to the root directory, whereas Go fails to open an empty path.
    return decodeBytes(readFileSync(path && environment.resolvePath(path)))
  } catch (error) {
    const step = (error as NodeJS.ErrnoException).syscall ?? 'open'
    return terminate(klog, {
      site: 'configReadFailed',
      message: `Failed to read configuration file ${quote(path)}: ${step} ${path}: ${systemErrorText(error)}`,
    })
  }
}

const terminate = (klog: Klog, termination: Termination): never => {
  if ('panic' in termination) throw new GoPanic(termination.panic)
  klog.log(termination.site, termination.message)
  throw new FatalError(termination.message)
}

/**
 * NPD's `waitForAPIServerReadyWithTimeout`. Despite its name, it does not retry: v1.36.0 continues
 * without the API server after the first error.
 */
const waitForApiServer = async (
  { transport, nodeName }: NpdOptions,
  clock: Clock,
  klog: Klog,
  signal: AbortSignal,
): Promise<void> => {
  klog.log(
    'waitingForApiServer',
    `Waiting for kube-apiserver to be ready (timeout ${formatDuration(apiServerWaitTimeout)})...`,
  )
  try {
    const client = createProblemClient(transport, clock, nodeName)
    await client.getNode(withTimeout(toMilliseconds(apiServerWaitTimeout), signal))
  } catch (error) {
    if (signal.aborted) return
    const reason = error instanceof Error ? error.message : error
    klog.log('nodeReadFailed', `Can't get node object: ${reason}`)
    klog.log(
      'apiServerNotReady',
      `kube-apiserver did not become ready: timed out on waiting for kube-apiserver to return the node object: ${reason}`,
    )
  }
}

/** NPD's `ProblemDetector.Run`, with the Kubernetes and Prometheus exporters. */
const runDetector = async (
  configs: Map<string, CustomPluginConfig>,
  options: NpdOptions,
  { clock, klog, metrics }: { clock: Clock; klog: Klog; metrics: ProblemMetrics },
  signal: AbortSignal,
): Promise<void> => {
  const { transport, nodeName, heartbeatPeriod, environment, serve, onRun } = options
  const client = createProblemClient(transport, clock, nodeName)
  const manager = new ConditionManager({ client, clock, klog, heartbeatPeriod })
  const recorders = new Map<string, EventRecorder>()
  const exportProblems = ({ source, events, conditions }: MonitorStatus): void => {
    const recorder =
      recorders.get(source) ??
      new EventRecorder({ transport, clock, klog, nodeName, component: source, signal })
    recorders.set(source, recorder)
    for (const event of events) recorder.record(event)
    for (const condition of conditions) manager.update(condition)
  }
  serve?.('http', path => respondOnHttpPort(path, manager.conditions()))
  const managerRun = manager.run(signal)
  klog.log('kubernetesExporterStarted', 'K8s exporter started.')
  if (serve) {
    serve('prometheus', path => respondOnPrometheusPort(path, metrics))
    klog.log('prometheusExporterStarted', 'Prometheus exporter started.')
  }
  for (const path of configs.keys())
    klog.log('monitorStarted', `Start custom plugin monitor ${path}`)
  klog.log('detectorStarted', 'Problem detector started')
  const monitors = Array.from(configs, ([configPath, config]) =>
    runMonitor(
      {
        config,
        configPath,
        clock,
        klog,
        metrics,
        onStatus: exportProblems,
        runRule: rule =>
          runPlugin(rule, config.pluginGlobalConfig, environment, { klog, signal, onRun }),
      },
      signal,
    ),
  )
  await Promise.all([managerRun, ...monitors])
}

import { quote } from './go/quote.mts'
import { toValidText } from './go/strings.mts'
import type { Clock } from './go/time.mts'

/** The severity and source line of each log message in NPD v1.36.0 and its client-go v0.35.0. */
const logSites = {
  configReadFailed: 'F custom_plugin_monitor.go:63',
  configUnmarshalFailed: 'F custom_plugin_monitor.go:67',
  configApplyFailed: 'F custom_plugin_monitor.go:72',
  configInvalid: 'F custom_plugin_monitor.go:78',
  gaugeInitFailed: 'F custom_plugin_monitor.go:100',
  counterInitFailed: 'F custom_plugin_monitor.go:106',
  configParsed: 'I custom_plugin_monitor.go:81',
  monitorStarted: 'I custom_plugin_monitor.go:112',
  initialStatusSkipped: 'I custom_plugin_monitor.go:129',
  gaugeUpdateFailed: 'E custom_plugin_monitor.go:271',
  statusGenerated: 'I custom_plugin_monitor.go:284',
  initialStatusSent: 'I custom_plugin_monitor.go:302',
  conditionsInitialized: 'I custom_plugin_monitor.go:313',
  duplicateMonitor: 'W problem_daemon.go:59',
  waitingForApiServer: 'I k8s_exporter.go:56',
  apiServerNotReady: 'W k8s_exporter.go:58',
  nodeReadFailed: 'E k8s_exporter.go:128',
  kubernetesExporterStarted: 'I node_problem_detector.go:56',
  prometheusExporterStarted: 'I node_problem_detector.go:60',
  detectorStarted: 'I problem_detector.go:77',
  pluginStopped: 'I plugin.go:64',
  pluginStartFailed: 'E plugin.go:170',
  pluginTimedOut: 'E plugin.go:186',
  pluginWaitFailed: 'E plugin.go:238',
  pluginStderrBegins: 'I plugin.go:282',
  pluginStderrEnds: 'I plugin.go:283',
  conditionsUpdateFailed: 'E manager.go:164',
  eventDropped: 'E event.go:307',
  eventRejected: 'E event.go:359',
  eventWriteFailed: 'E event.go:368',
} as const

export type LogSite = keyof typeof logSites

/** NPD is the first process in its container. */
const processId = '1'.padStart(7)

/** Writes lines as klog does: `E0115 20:33:30.863102       1 plugin.go:186] message`. */
export class Klog {
  readonly #clock: Clock
  readonly #write: (line: string) => void

  /** `write` receives one line of the log, without its line break. */
  constructor(clock: Clock, write: (line: string) => void) {
    this.#clock = clock
    this.#write = write
  }

  /** Writes a message with the severity and source line of its log site. */
  log(site: LogSite, message: string): void {
    const [severity, line] = logSites[site].split(' ')
    this.print(`${severity}${this.#time()} ${processId} ${line}] ${message}`)
  }

  /**
   * Writes klog's structured form: the quoted message, then `key="value"`. Multi-line values are
   * indented.
   */
  logStructured(site: LogSite, message: string, values: Record<string, string>): void {
    const pairs = Object.entries(values).map(([key, value]) => ` ${key}${formatValue(value)}`)
    this.log(site, quote(message) + pairs.join(''))
  }

  /** Writes text line by line, without adding a klog header. Call it directly for text such as a panic. */
  print(text: string): void {
    for (const line of text.replace(/\n$/, '').split('\n')) this.#write(toValidText(line))
  }

  #time(): string {
    const { wall } = this.#clock.now()
    const microseconds = ((wall / 1_000n) % 1_000_000n).toString().padStart(6, '0')
    const [date = '', timeOfDay = ''] = new Date(Number(wall / 1_000_000n)).toISOString().split('T')
    return `${date.slice(5).replace('-', '')} ${timeOfDay.slice(0, 8)}.${microseconds}`
  }
}

const formatValue = (value: string): string => {
  if (!value.includes('\n')) return `=${quote(value)}`
  const lines = value.replace(/\n$/, '').split('\n')
  return `=<\n${lines.map(line => `\t${line}\n`).join('')} >`
}

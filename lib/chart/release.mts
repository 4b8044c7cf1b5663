/** Where the chart, released as npd/kustomization.yaml does, puts NPD. */
export const npdNamespace = 'kube-system'
export const npdName = 'node-problem-detector'
/** Selects NPD's pods. */
export const npdLabels = { app: npdName }

/** What the chart's release gives all of its objects. */
export const npdInstanceLabels = {
  'app.kubernetes.io/name': npdName,
  'app.kubernetes.io/instance': npdName,
}

export const npdConfigMapName = `${npdName}-custom-config`

/** What NPD is started with, by its command line: one that `renderNpd` made, or any other. */
export const parseArguments = (
  command: string[],
): { configPaths: string[]; heartBeatPeriod: string } => {
  const line = command.join(' ')
  const flag = (name: string) =>
    Array.from(
      line.matchAll(new RegExp(`(?<![^\\s"'])--?${name}[= ]["']?([^\\s"']*)`, 'g')),
      ([, value = '']) => value,
    )
  return {
    configPaths: flag('config\\.custom-plugin-monitor')
      .flatMap(value => value.split(','))
      .filter(Boolean),
    heartBeatPeriod: flag('k8s-exporter-heartbeat-period').at(-1) ?? '5m0s',
  }
}

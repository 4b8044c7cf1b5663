/** The namespace and name of the release in npd/kustomization.yaml. */
export const npdNamespace = 'kube-system'
export const npdName = 'node-problem-detector'
/** Selects NPD's pods. */
export const npdLabels = { app: npdName }

/** The labels of all objects of the release. */
export const npdInstanceLabels = {
  'app.kubernetes.io/name': npdName,
  'app.kubernetes.io/instance': npdName,
}

export const npdConfigMapName = `${npdName}-custom-config`

/**
 * Reads the custom plugin configuration paths and the heartbeat period from NPD's command line. Accepts
 * `--name=value` and `--name value`, with or without quotes.
 */
export const parseArguments = (
  command: string[],
): { configPaths: string[]; heartBeatPeriod: string } => {
  const line = command.join(' ')
  const listFlagValues = (name: string) =>
    Array.from(
      line.matchAll(new RegExp(`(?<![^\\s"'])--?${name}[= ]["']?([^\\s"']*)`, 'g')),
      ([, value = '']) => value,
    )
  return {
    configPaths: listFlagValues('config\\.custom-plugin-monitor')
      .flatMap(value => value.split(','))
      .filter(Boolean),
    heartBeatPeriod: listFlagValues('k8s-exporter-heartbeat-period').at(-1) ?? '5m0s',
  }
}

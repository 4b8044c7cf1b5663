import { expect } from 'vitest'

const release = 'Label errors have the text of Kubernetes 1.34; chaos-mesh has that of 1.35.'

const limited = 'Pods can only reach the API server, so other partitions are rejected.'
const parameters = 'Parameters of other actions are stored without validation.'

const partition = (fields: object): string => {
  const all = {
    action: 'partition',
    direction: 'both',
    mode: 'all',
    selector: { labelSelectors: { app: 'npd' }, namespaces: ['chaos-a'] },
    ...fields,
  }
  return JSON.stringify({ spec: Object.fromEntries(Object.entries(all).sort()) })
}

/** Intended differences from chaos-mesh, by the title of the case. */
export const differences: Record<string, string> = {
  [`{"labelSelectors":{"app":"${'x'.repeat(64)}"},"namespaces":["chaos-a"]}`]: release,
  '{"labelSelectors":{"a/b/c":"x"},"namespaces":["chaos-a"]}': release,
  '{"namespaces":["chaos-a","chaos-b","chaos-c"],"podPhaseSelectors":["Run/ning/x"]}': release,
  [partition({ externalTargets: ['1.1.1.1'] })]: limited,
  [partition({ externalTargets: ['1.1.1.1'], direction: 'to' })]: limited,
  [partition({ externalTargets: ['not a host!'] })]: limited,
  [partition({ device: 'eth1' })]: limited,
  [partition({ targetDevice: 'eth1' })]: limited,
  [partition({ remoteCluster: 'far' })]: limited,
  [partition({ delay: { latency: '10ms' } })]: parameters,
  [partition({ loss: { loss: 'x' } })]: parameters,
}

/** Compares the results. Fails for an unlisted difference, and if a listed difference no longer exists. */
export const expectAsRecorded = (title: string, embedded: unknown, real: unknown): void => {
  if (title in differences) expect(embedded).not.toEqual(real)
  else expect(embedded).toEqual(real)
}

import { stringify } from 'yaml'

/** Returns NPD's DaemonSet with this command, and with a volume mounted at `folder`. */
export const workloadOf = (volume: object, folder: string, command: string[]): object => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  spec: {
    template: {
      spec: {
        serviceAccountName: 'npd',
        containers: [{ command, volumeMounts: [{ name: 'v', mountPath: folder }] }],
        volumes: [{ name: 'v', ...volume }],
      },
    },
  },
})

export const configMapOf = (name: string, data: Record<string, string>): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

export const manifestOf = (...objects: object[]): string =>
  objects.map(each => stringify(each)).join('---\n')

import { stringify } from 'yaml'

/** NPD's DaemonSet, with a volume that it mounts at `folder`. */
export const workloadOf = (volume: object, folder: string, words: string[]): object => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  spec: {
    template: {
      spec: {
        containers: [{ command: words, volumeMounts: [{ name: 'v', mountPath: folder }] }],
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

import { readFileSync } from 'node:fs'
import { clusterObjects } from './cluster.fixture.mts'
import { type Kubectl, openKubectl } from './kubectl.fixture.mts'

export interface TestCluster {
  kubectl: Kubectl
  close: () => Promise<void>
}

export const openCluster = async (path: string): Promise<TestCluster> => {
  const kubectl = openKubectl(path, readFileSync('/tmp/cp2/run/kubeconfig', 'utf8'))
  await kubectl.run('delete nodes --all')
  await kubectl.run('delete pods --all -A --grace-period=0 --force')
  await kubectl.run('delete ds --all -A')
  await kubectl.run('delete networkchaos --all -A')
  await kubectl.run('delete events --all -A')
  await kubectl.run('delete leases --all -A')
  await kubectl.run('delete cm --all')

  await fill(kubectl)
  return { kubectl, close: async () => kubectl.close() }
}

const must = async (kubectl: Kubectl, args: string | string[], stdin?: string) => {
  const { code, stderr } = await kubectl.run(args, stdin)
  if (code !== 0) throw new Error(`${args}: ${stderr}`)
}

const fill = async (kubectl: Kubectl) => {
  const list = { apiVersion: 'v1', kind: 'List', items: clusterObjects }
  await must(kubectl, 'create -f -', JSON.stringify(list))
  for (const { kind, metadata, ...rest } of clusterObjects)
    if ((kind === 'Pod' || kind === 'DaemonSet') && 'status' in rest)
      await must(kubectl, [
        'patch',
        kind,
        metadata.name,
        '-n',
        'kube-system',
        '--subresource=status',
        '--type=merge',
        '-p',
        JSON.stringify({ status: rest.status }),
      ])
}

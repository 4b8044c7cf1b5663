import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { leases, nodes } from '../../kube/resources.mts'
import { toMicroTime } from '../../kube/time.mts'
import type { KubeNode, Lease } from '../../kube/types.mts'
import { buildKubeletConditions, buildKubeletStatus } from './node-objects.mts'

export interface KubeletOptions {
  api: KubeApi
  node: KubeNode
  hostIP: string
  /** Example: `v1.35.1`. */
  version: string
  log: (line: string) => void
}

/**
 * The kubelet's defaults: it renews its Lease every 10 s, reports an unchanged status every 5 min, and its Lease
 * is valid for 40 s.
 */
const leasePeriodMs = 10_000
const statusPeriodMs = 5 * 60_000
const leaseDurationSeconds = 40

/**
 * Sends the heartbeats of a node until `signal` is aborted. Experiments disconnect only pods, so these
 * heartbeats always arrive.
 */
export const runKubelet = async (options: KubeletOptions, signal: AbortSignal): Promise<void> => {
  const { api, node, hostIP, version, log } = options
  const { name } = node.metadata
  const attempt = async (action: string, run: () => Promise<unknown>) => {
    await run().catch(error => {
      if (!signal.aborted) log(`Failed to ${action} of node ${name}: ${messageOf(error)}`)
    })
  }
  const reportStatus = (status: KubeNode['status']) =>
    attempt('report the status', () =>
      api.patch(nodes, name, { type: 'strategic', body: { status } }, { subresource: 'status' }),
    )
  await reportStatus(buildKubeletStatus(node, hostIP, version))
  let lastReportAt = Date.now()
  while (!signal.aborted) {
    await attempt('renew the Lease', () => renewLease(api, node))
    await delay(leasePeriodMs, undefined, { signal }).catch(() => {})
    if (signal.aborted || Date.now() - lastReportAt < statusPeriodMs) continue
    lastReportAt = Date.now()
    await reportStatus({ conditions: buildKubeletConditions(new Date()).map(omitTransitionTime) })
  }
}

/** Removes the transition time, because a heartbeat must not change it. */
const omitTransitionTime = ({
  lastTransitionTime,
  ...condition
}: ReturnType<typeof buildKubeletConditions>[number]) => condition

const renewLease = async (api: KubeApi, { metadata }: KubeNode): Promise<void> => {
  const namespace = 'kube-node-lease'
  const lease: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: metadata.name,
      namespace,
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Node', name: metadata.name, uid: metadata.uid ?? '' },
      ],
    },
    spec: {
      holderIdentity: metadata.name,
      leaseDurationSeconds,
      renewTime: toMicroTime(new Date()),
    },
  }
  if (await api.find(leases, metadata.name, { namespace }))
    await api.patch(
      leases,
      metadata.name,
      { type: 'merge', body: { spec: lease.spec } },
      { namespace },
    )
  else await api.create(leases, lease)
}

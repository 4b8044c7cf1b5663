import type { Kind } from './kind.mts'
import { configMapKind } from './kinds/config-map.mts'
import { daemonSetKind } from './kinds/daemon-set.mts'
import { eventKind } from './kinds/event.mts'
import { leaseKind } from './kinds/lease.mts'
import { namespaceKind } from './kinds/namespace.mts'
import { networkChaosKind } from './kinds/network-chaos.mts'
import { nodeKind } from './kinds/node.mts'
import { podKind } from './kinds/pod.mts'
import { serviceAccountKind } from './kinds/service-account.mts'

/** All kinds that the server supports, sorted by group and name. */
export const kinds: Kind[] = [
  configMapKind,
  eventKind,
  namespaceKind,
  nodeKind,
  podKind,
  serviceAccountKind,
  daemonSetKind,
  networkChaosKind,
  leaseKind,
]

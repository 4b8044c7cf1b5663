import type { Container, FieldRef, Handler, Probe } from '../../../kube/pod-types.mts'

/**
 * Returns the default pull policy: `Always` if the image has no digest and its tag is `latest` or missing,
 * otherwise `IfNotPresent`.
 */
const getDefaultPullPolicy = (image: string): string => {
  const [name = ''] = image.split('@')
  const tag = name.split('/').at(-1)?.split(':')[1]
  return image === name && (tag === undefined || tag === 'latest') ? 'Always' : 'IfNotPresent'
}

export const setFieldRefDefaults = (fieldRef: FieldRef | undefined): void => {
  if (fieldRef) fieldRef.apiVersion ||= 'v1'
}

const setHandlerDefaults = ({ httpGet }: Handler): void => {
  if (!httpGet) return
  httpGet.path ||= '/'
  httpGet.scheme ||= 'HTTP'
}

const setProbeDefaults = (probe: Probe): void => {
  setHandlerDefaults(probe)
  if (probe.grpc) probe.grpc.service ??= ''
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
}

/** Sets the real server's defaults for a container in a pod or pod template. */
export const setContainerDefaults = (container: Container): void => {
  container.imagePullPolicy ||= getDefaultPullPolicy(container.image ?? '')
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  for (const { valueFrom } of container.env ?? []) setFieldRefDefaults(valueFrom?.fieldRef)
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container
  for (const probe of [livenessProbe, readinessProbe, startupProbe])
    if (probe) setProbeDefaults(probe)
  for (const action of [lifecycle?.postStart, lifecycle?.preStop])
    if (action) setHandlerDefaults(action)
}

/** Sets the defaults that a container gets in a pod but not in a pod template. */
export const setPodContainerDefaults = (container: Container, hostNetwork: boolean): void => {
  const { resources, ports = [] } = container
  if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests }
  if (hostNetwork) for (const port of ports) port.hostPort ||= port.containerPort
}

import { each, int32, int64, intOrString, listOf, object, type Schema, string } from '../schema.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

/** The actions of a probe and of a lifecycle hook. */
const actions: Record<string, Schema> = {
  exec: object(core('ExecAction'), { command: listOf(string) }),
  httpGet: object(core('HTTPGetAction'), {
    path: string,
    'port!': intOrString,
    ...each('host scheme', string),
    httpHeaders: listOf(object(core('HTTPHeader'), each('name! value!', string))),
  }),
  tcpSocket: object(core('TCPSocketAction'), { 'port!': intOrString, host: string }),
}

export const probe = object(core('Probe'), {
  ...actions,
  grpc: object(core('GRPCAction'), { 'port!': int32, 'service+?': string }),
  ...each('initialDelaySeconds timeoutSeconds periodSeconds', int32),
  ...each('successThreshold failureThreshold', int32),
  'terminationGracePeriodSeconds?': int64,
})

const lifecycleHandler = object(core('LifecycleHandler'), {
  ...actions,
  sleep: object(core('SleepAction'), { 'seconds!': int64 }),
})

export const lifecycle = object(core('Lifecycle'), {
  ...each('postStart preStop', lifecycleHandler),
  'stopSignal?': string,
})

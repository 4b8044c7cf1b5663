import {
  createFields,
  int32,
  int64,
  intOrString,
  listOf,
  object,
  type Schema,
  string,
  toCoreName,
} from '../schema.mts'

/** The actions that probes and lifecycle hooks have in common. */
const sharedActions: Record<string, Schema> = {
  exec: object(toCoreName('ExecAction'), { command: listOf(string) }),
  httpGet: object(toCoreName('HTTPGetAction'), {
    path: string,
    'port!': intOrString,
    ...createFields('host scheme', string),
    httpHeaders: listOf(object(toCoreName('HTTPHeader'), createFields('name! value!', string))),
  }),
  tcpSocket: object(toCoreName('TCPSocketAction'), { 'port!': intOrString, host: string }),
}

export const probe = object(toCoreName('Probe'), {
  ...sharedActions,
  grpc: object(toCoreName('GRPCAction'), { 'port!': int32, 'service+?': string }),
  ...createFields('initialDelaySeconds timeoutSeconds periodSeconds', int32),
  ...createFields('successThreshold failureThreshold', int32),
  'terminationGracePeriodSeconds?': int64,
})

const lifecycleHandler = object(toCoreName('LifecycleHandler'), {
  ...sharedActions,
  sleep: object(toCoreName('SleepAction'), { 'seconds!': int64 }),
})

export const lifecycle = object(toCoreName('Lifecycle'), {
  ...createFields('postStart preStop', lifecycleHandler),
  'stopSignal?': string,
})

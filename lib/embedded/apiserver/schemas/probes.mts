import {
  core,
  createFields,
  int32,
  int64,
  intOrString,
  listOf,
  object,
  type Schema,
  string,
} from '../schema.mts'

/** The actions of a probe and of a lifecycle hook. */
const actions: Record<string, Schema> = {
  exec: object(core('ExecAction'), { command: listOf(string) }),
  httpGet: object(core('HTTPGetAction'), {
    path: string,
    'port!': intOrString,
    ...createFields('host scheme', string),
    httpHeaders: listOf(object(core('HTTPHeader'), createFields('name! value!', string))),
  }),
  tcpSocket: object(core('TCPSocketAction'), { 'port!': intOrString, host: string }),
}

export const probe = object(core('Probe'), {
  ...actions,
  grpc: object(core('GRPCAction'), { 'port!': int32, 'service+?': string }),
  ...createFields('initialDelaySeconds timeoutSeconds periodSeconds', int32),
  ...createFields('successThreshold failureThreshold', int32),
  'terminationGracePeriodSeconds?': int64,
})

const lifecycleHandler = object(core('LifecycleHandler'), {
  ...actions,
  sleep: object(core('SleepAction'), { 'seconds!': int64 }),
})

export const lifecycle = object(core('Lifecycle'), {
  ...createFields('postStart preStop', lifecycleHandler),
  'stopSignal?': string,
})

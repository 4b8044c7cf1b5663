import {
  atomic,
  boolean,
  core,
  createFields,
  int32,
  listOf,
  listWithKeys,
  mapOf,
  object,
  quantity,
  type Schema,
  string,
  withDescription,
} from '../schema.mts'
import { lifecycle, probe } from './probes.mts'
import { securityContext } from './security-context.mts'

const keySelector = (name: string): Schema =>
  atomic(object(core(name), { ...createFields('name key!', string), 'optional?': boolean }))

export const fieldRef = atomic(
  object(core('ObjectFieldSelector'), createFields('apiVersion fieldPath!', string)),
)

export const resourceFieldRef = atomic(
  object(core('ResourceFieldSelector'), {
    ...createFields('containerName resource!', string),
    'divisor+': quantity,
  }),
)

const envVar = object(core('EnvVar'), {
  ...createFields('name! value', string),
  valueFrom: object(core('EnvVarSource'), {
    fieldRef,
    resourceFieldRef,
    configMapKeyRef: keySelector('ConfigMapKeySelector'),
    secretKeyRef: keySelector('SecretKeySelector'),
    fileKeyRef: atomic(
      object(core('FileKeySelector'), {
        ...createFields('volumeName! path! key!', string),
        'optional?': boolean,
      }),
    ),
  }),
})

const envSource = (name: string): Schema =>
  object(core(name), { name: string, 'optional?': boolean })

const envFromSource = object(core('EnvFromSource'), {
  prefix: string,
  configMapRef: envSource('ConfigMapEnvSource'),
  secretRef: envSource('SecretEnvSource'),
})

const containerPort = object(core('ContainerPort'), {
  name: string,
  ...createFields('hostPort containerPort!', int32),
  ...createFields('protocol hostIP', string),
})

export const resources = object(core('ResourceRequirements'), {
  ...createFields('limits requests', mapOf(quantity)),
  claims: listWithKeys(
    ['name'],
    object(core('ResourceClaim'), createFields('name! request', string)),
  ),
})

const resizePolicy = object(
  core('ContainerResizePolicy'),
  createFields('resourceName! restartPolicy!', string),
)

const restartRule = object(core('ContainerRestartRule'), {
  action: string,
  exitCodes: object(core('ContainerRestartRuleOnExitCodes'), {
    operator: string,
    values: listOf(int32),
  }),
})

const volumeMount = object(core('VolumeMount'), {
  'name!': string,
  readOnly: boolean,
  ...createFields('recursiveReadOnly? mountPath! subPath mountPropagation? subPathExpr', string),
})

const volumeDevice = object(core('VolumeDevice'), createFields('name! devicePath!', string))

const containerFields: Record<string, Schema> = {
  'name!': string,
  image: withDescription(string, 'The image to run.'),
  command: withDescription(
    listOf(string),
    'The program and its arguments. Default: the entrypoint of the image.',
  ),
  args: listOf(string),
  workingDir: string,
  ports: listWithKeys(['containerPort', 'protocol'], containerPort),
  envFrom: listOf(envFromSource),
  env: listWithKeys(['name'], envVar),
  'resources+': resources,
  resizePolicy: listOf(resizePolicy),
  'restartPolicy?': string,
  restartPolicyRules: listOf(restartRule),
  volumeMounts: listWithKeys(['mountPath'], volumeMount),
  volumeDevices: listWithKeys(['devicePath'], volumeDevice),
  ...createFields('livenessProbe readinessProbe startupProbe', probe),
  lifecycle,
  ...createFields('terminationMessagePath terminationMessagePolicy imagePullPolicy', string),
  securityContext,
  ...createFields('stdin stdinOnce tty', boolean),
}

export const container = object(core('Container'), containerFields)

export const ephemeralContainer = object(core('EphemeralContainer'), {
  ...containerFields,
  targetContainerName: string,
})

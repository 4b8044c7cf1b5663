import {
  asAtomic,
  boolean,
  createFields,
  int32,
  listOf,
  listWithKeys,
  mapOf,
  object,
  quantity,
  type Schema,
  string,
  toCoreName,
  withDescription,
} from '../schema.mts'
import { lifecycle, probe } from './probes.mts'
import { securityContext } from './security-context.mts'

const createKeySelector = (name: string): Schema =>
  asAtomic(object(toCoreName(name), { ...createFields('name key!', string), 'optional?': boolean }))

export const fieldRef = asAtomic(
  object(toCoreName('ObjectFieldSelector'), createFields('apiVersion fieldPath!', string)),
)

export const resourceFieldRef = asAtomic(
  object(toCoreName('ResourceFieldSelector'), {
    ...createFields('containerName resource!', string),
    'divisor+': quantity,
  }),
)

const envVar = object(toCoreName('EnvVar'), {
  ...createFields('name! value', string),
  valueFrom: object(toCoreName('EnvVarSource'), {
    fieldRef,
    resourceFieldRef,
    configMapKeyRef: createKeySelector('ConfigMapKeySelector'),
    secretKeyRef: createKeySelector('SecretKeySelector'),
    fileKeyRef: asAtomic(
      object(toCoreName('FileKeySelector'), {
        ...createFields('volumeName! path! key!', string),
        'optional?': boolean,
      }),
    ),
  }),
})

const createEnvSource = (name: string): Schema =>
  object(toCoreName(name), { name: string, 'optional?': boolean })

const envFromSource = object(toCoreName('EnvFromSource'), {
  prefix: string,
  configMapRef: createEnvSource('ConfigMapEnvSource'),
  secretRef: createEnvSource('SecretEnvSource'),
})

const containerPort = object(toCoreName('ContainerPort'), {
  name: string,
  ...createFields('hostPort containerPort!', int32),
  ...createFields('protocol hostIP', string),
})

export const resources = object(toCoreName('ResourceRequirements'), {
  ...createFields('limits requests', mapOf(quantity)),
  claims: listWithKeys(
    ['name'],
    object(toCoreName('ResourceClaim'), createFields('name! request', string)),
  ),
})

const resizePolicy = object(
  toCoreName('ContainerResizePolicy'),
  createFields('resourceName! restartPolicy!', string),
)

const restartRule = object(toCoreName('ContainerRestartRule'), {
  action: string,
  exitCodes: object(toCoreName('ContainerRestartRuleOnExitCodes'), {
    operator: string,
    values: listOf(int32),
  }),
})

const volumeMount = object(toCoreName('VolumeMount'), {
  'name!': string,
  readOnly: boolean,
  ...createFields('recursiveReadOnly? mountPath! subPath mountPropagation? subPathExpr', string),
})

const volumeDevice = object(toCoreName('VolumeDevice'), createFields('name! devicePath!', string))

const containerFields: Record<string, Schema> = {
  'name!': string,
  image: withDescription(string, 'The image to run.'),
  command: withDescription(
    listOf(string),
    'The entrypoint, to which `args` is appended. Default: the entrypoint of the image.',
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

export const container = object(toCoreName('Container'), containerFields)

export const ephemeralContainer = object(toCoreName('EphemeralContainer'), {
  ...containerFields,
  targetContainerName: string,
})

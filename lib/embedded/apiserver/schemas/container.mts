import {
  atomic,
  boolean,
  described,
  each,
  int32,
  listBy,
  listOf,
  mapOf,
  object,
  quantity,
  type Schema,
  string,
} from '../schema.mts'
import { lifecycle, probe } from './probes.mts'
import { securityContext } from './security-context.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const keySelector = (name: string): Schema =>
  atomic(object(core(name), { ...each('name key!', string), 'optional?': boolean }))

export const fieldRef = atomic(
  object(core('ObjectFieldSelector'), each('apiVersion fieldPath!', string)),
)

export const resourceFieldRef = atomic(
  object(core('ResourceFieldSelector'), {
    ...each('containerName resource!', string),
    'divisor+': quantity,
  }),
)

const envVar = object(core('EnvVar'), {
  ...each('name! value', string),
  valueFrom: object(core('EnvVarSource'), {
    fieldRef,
    resourceFieldRef,
    configMapKeyRef: keySelector('ConfigMapKeySelector'),
    secretKeyRef: keySelector('SecretKeySelector'),
    fileKeyRef: atomic(
      object(core('FileKeySelector'), {
        ...each('volumeName! path! key!', string),
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
  ...each('hostPort containerPort!', int32),
  ...each('protocol hostIP', string),
})

export const resources = object(core('ResourceRequirements'), {
  ...each('limits requests', mapOf(quantity)),
  claims: listBy(['name'], object(core('ResourceClaim'), each('name! request', string))),
})

const resizePolicy = object(
  core('ContainerResizePolicy'),
  each('resourceName! restartPolicy!', string),
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
  ...each('recursiveReadOnly? mountPath! subPath mountPropagation? subPathExpr', string),
})

const volumeDevice = object(core('VolumeDevice'), each('name! devicePath!', string))

const containerFields: Record<string, Schema> = {
  'name!': string,
  image: described(string, 'The image to run.'),
  command: described(
    listOf(string),
    'The program and its arguments. Default: the entrypoint of the image.',
  ),
  args: listOf(string),
  workingDir: string,
  ports: listBy(['containerPort', 'protocol'], containerPort),
  envFrom: listOf(envFromSource),
  env: listBy(['name'], envVar),
  'resources+': resources,
  resizePolicy: listOf(resizePolicy),
  'restartPolicy?': string,
  restartPolicyRules: listOf(restartRule),
  volumeMounts: listBy(['mountPath'], volumeMount),
  volumeDevices: listBy(['devicePath'], volumeDevice),
  ...each('livenessProbe readinessProbe startupProbe', probe),
  lifecycle,
  ...each('terminationMessagePath terminationMessagePolicy imagePullPolicy', string),
  securityContext,
  ...each('stdin stdinOnce tty', boolean),
}

export const container = object(core('Container'), containerFields)

export const ephemeralContainer = object(core('EphemeralContainer'), {
  ...containerFields,
  targetContainerName: string,
})

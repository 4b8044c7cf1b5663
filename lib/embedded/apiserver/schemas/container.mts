import {
  anything,
  atomic,
  boolean,
  described,
  each,
  int32,
  listBy,
  listOf,
  object,
  type Schema,
  string,
} from '../schema.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const keySelector = (name: string): Schema =>
  atomic(object(core(name), { ...each('key! name', string), optional: boolean }))

const envVar = object(core('EnvVar'), {
  'name!': string,
  value: string,
  valueFrom: object(core('EnvVarSource'), {
    configMapKeyRef: keySelector('ConfigMapKeySelector'),
    fieldRef: atomic(object(core('ObjectFieldSelector'), each('apiVersion fieldPath!', string))),
    ...each('fileKeyRef resourceFieldRef', atomic(anything)),
    secretKeyRef: keySelector('SecretKeySelector'),
  }),
})

const containerPort = object(core('ContainerPort'), {
  'containerPort!': int32,
  hostPort: int32,
  ...each('hostIP name protocol', string),
})

const volumeMount = object(core('VolumeMount'), {
  ...each('mountPath! name! mountPropagation recursiveReadOnly subPath subPathExpr', string),
  readOnly: boolean,
})

export const container = object(core('Container'), {
  args: listOf(string),
  command: described(
    listOf(string),
    'The program and its arguments. Default: the entrypoint of the image.',
  ),
  env: listBy(['name'], envVar),
  image: described(string, 'The image to run.'),
  ...each('imagePullPolicy name! restartPolicy workingDir', string),
  ...each('terminationMessagePath terminationMessagePolicy', string),
  ports: listBy(['containerPort', 'protocol'], containerPort),
  volumeMounts: listBy(['mountPath'], volumeMount),
  volumeDevices: listBy(
    ['devicePath'],
    object(core('VolumeDevice'), each('devicePath! name!', string)),
  ),
  ...each('stdin stdinOnce tty', boolean),
  ...each('lifecycle livenessProbe readinessProbe startupProbe', anything),
  ...each('envFrom resizePolicy resources restartPolicyRules securityContext', anything),
})

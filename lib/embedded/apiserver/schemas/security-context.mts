import { boolean, each, int64, listOf, object, string } from '../schema.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const seLinuxOptions = object(core('SELinuxOptions'), each('user role type level', string))

const windowsOptions = object(core('WindowsSecurityContextOptions'), {
  ...each('gmsaCredentialSpecName? gmsaCredentialSpec? runAsUserName?', string),
  'hostProcess?': boolean,
})

const profiles = {
  seccompProfile: object(core('SeccompProfile'), each('type! localhostProfile?', string)),
  appArmorProfile: object(core('AppArmorProfile'), each('type! localhostProfile?', string)),
}

export const podSecurityContext = object(core('PodSecurityContext'), {
  seLinuxOptions,
  windowsOptions,
  ...each('runAsUser? runAsGroup?', int64),
  'runAsNonRoot?': boolean,
  supplementalGroups: listOf(int64),
  'supplementalGroupsPolicy?': string,
  'fsGroup?': int64,
  sysctls: listOf(object(core('Sysctl'), each('name! value!', string))),
  'fsGroupChangePolicy?': string,
  ...profiles,
  'seLinuxChangePolicy?': string,
})

export const securityContext = object(core('SecurityContext'), {
  capabilities: object(core('Capabilities'), each('add drop', listOf(string))),
  'privileged?': boolean,
  seLinuxOptions,
  windowsOptions,
  ...each('runAsUser? runAsGroup?', int64),
  ...each('runAsNonRoot? readOnlyRootFilesystem? allowPrivilegeEscalation?', boolean),
  'procMount?': string,
  ...profiles,
})

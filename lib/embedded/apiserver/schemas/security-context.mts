import { boolean, core, createFields, int64, listOf, object, string } from '../schema.mts'

const seLinuxOptions = object(core('SELinuxOptions'), createFields('user role type level', string))

const windowsOptions = object(core('WindowsSecurityContextOptions'), {
  ...createFields('gmsaCredentialSpecName? gmsaCredentialSpec? runAsUserName?', string),
  'hostProcess?': boolean,
})

const profiles = {
  seccompProfile: object(core('SeccompProfile'), createFields('type! localhostProfile?', string)),
  appArmorProfile: object(core('AppArmorProfile'), createFields('type! localhostProfile?', string)),
}

export const podSecurityContext = object(core('PodSecurityContext'), {
  seLinuxOptions,
  windowsOptions,
  ...createFields('runAsUser? runAsGroup?', int64),
  'runAsNonRoot?': boolean,
  supplementalGroups: listOf(int64),
  'supplementalGroupsPolicy?': string,
  'fsGroup?': int64,
  sysctls: listOf(object(core('Sysctl'), createFields('name! value!', string))),
  'fsGroupChangePolicy?': string,
  ...profiles,
  'seLinuxChangePolicy?': string,
})

export const securityContext = object(core('SecurityContext'), {
  capabilities: object(core('Capabilities'), createFields('add drop', listOf(string))),
  'privileged?': boolean,
  seLinuxOptions,
  windowsOptions,
  ...createFields('runAsUser? runAsGroup?', int64),
  ...createFields('runAsNonRoot? readOnlyRootFilesystem? allowPrivilegeEscalation?', boolean),
  'procMount?': string,
  ...profiles,
})

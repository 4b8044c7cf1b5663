import { boolean, createFields, int64, listOf, object, string, toCoreName } from '../schema.mts'

const seLinuxOptions = object(
  toCoreName('SELinuxOptions'),
  createFields('user role type level', string),
)

const windowsOptions = object(toCoreName('WindowsSecurityContextOptions'), {
  ...createFields('gmsaCredentialSpecName? gmsaCredentialSpec? runAsUserName?', string),
  'hostProcess?': boolean,
})

const profiles = {
  seccompProfile: object(
    toCoreName('SeccompProfile'),
    createFields('type! localhostProfile?', string),
  ),
  appArmorProfile: object(
    toCoreName('AppArmorProfile'),
    createFields('type! localhostProfile?', string),
  ),
}

export const podSecurityContext = object(toCoreName('PodSecurityContext'), {
  seLinuxOptions,
  windowsOptions,
  ...createFields('runAsUser? runAsGroup?', int64),
  'runAsNonRoot?': boolean,
  supplementalGroups: listOf(int64),
  'supplementalGroupsPolicy?': string,
  'fsGroup?': int64,
  sysctls: listOf(object(toCoreName('Sysctl'), createFields('name! value!', string))),
  'fsGroupChangePolicy?': string,
  ...profiles,
  'seLinuxChangePolicy?': string,
})

export const securityContext = object(toCoreName('SecurityContext'), {
  capabilities: object(toCoreName('Capabilities'), createFields('add drop', listOf(string))),
  'privileged?': boolean,
  seLinuxOptions,
  windowsOptions,
  ...createFields('runAsUser? runAsGroup?', int64),
  ...createFields('runAsNonRoot? readOnlyRootFilesystem? allowPrivilegeEscalation?', boolean),
  'procMount?': string,
  ...profiles,
})

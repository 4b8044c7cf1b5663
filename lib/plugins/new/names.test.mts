import { expect, it } from 'vitest'
import { derivePluginNames } from './names.mts'

it('derives the names of all parts from the name of the plugin', () => {
  expect(derivePluginNames('disk-slow')).toMatchObject({
    type: 'DiskSlow',
    definitionKey: 'disk-slow-monitor.json',
    scriptPath: './custom-config/plugin-disk_slow.sh',
  })
})

it.each(['ready', 'memory-pressure'])("rejects the kubelet's own condition: %s", name => {
  expect(() => derivePluginNames(name)).toThrow('the kubelet already writes the condition')
})

it.each(['', 'Disk', 'disk_slow', '-a', 'a--b', 'a'.repeat(41)])('rejects %j', name => {
  expect(() => derivePluginNames(name)).toThrow('not a name of lowercase words')
})

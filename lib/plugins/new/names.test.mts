import { expect, it } from 'vitest'
import { namesOf } from './names.mts'

it('names each thing after the plugin', () => {
  expect(namesOf('disk-slow')).toMatchObject({
    type: 'DiskSlow',
    definitionKey: 'disk-slow-monitor.json',
    scriptPath: './custom-config/plugin-disk_slow.sh',
  })
})

it.each(['ready', 'memory-pressure'])("refuses the kubelet's own condition: %s", name => {
  expect(() => namesOf(name)).toThrow('the kubelet already writes the condition')
})

it.each(['', 'Disk', 'disk_slow', '-a', 'a--b', 'a'.repeat(41)])('refuses %j', name => {
  expect(() => namesOf(name)).toThrow('not lower-case words')
})

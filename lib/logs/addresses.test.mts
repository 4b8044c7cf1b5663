import { expect, it } from 'vitest'
import { podOf } from '../chaos/chaos.fixture.mts'
import { renderAddresses } from './addresses.mts'

it('tells where NPD answers, of the pods that say so', () => {
  const annotations = {
    'npd-test/conditions': 'http://127.0.0.1:41833/conditions',
    'npd-test/metrics': 'http://127.0.0.1:41834/metrics',
  }
  expect(renderAddresses([podOf('a', 'one', { annotations }), podOf('b', 'two')])).toBe(
    'What NPD there says itself, cut off or not:\n  one  curl http://127.0.0.1:41833/conditions http://127.0.0.1:41834/metrics',
  )
  expect(renderAddresses([podOf('b', 'two')])).toBe('')
})

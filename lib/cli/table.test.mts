import { expect, it } from 'vitest'
import { renderTable } from './table.mts'

it('aligns columns by their widest cell, without spaces at the end', () => {
  expect(
    renderTable(
      ['A', 'LONG', 'C'],
      [
        ['one', 'x', 'last'],
        ['y', '', 'z'],
      ],
    ),
  ).toBe('A    LONG  C\none  x     last\ny          z\n')
})

it('ignores styles when it measures the width', () => {
  const style = (text: string) => `<b>${text}</b>`
  expect(renderTable(['A', 'B'], [[{ text: 'xy', style }, 'z']])).toBe('A   B\n<b>xy</b>  z\n')
})

it('renders a missing cell as an empty one', () => {
  expect(renderTable(['A', 'B'], [['x']])).toBe('A  B\nx\n')
})

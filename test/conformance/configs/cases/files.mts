import { type Case, definition, file, valid } from './definition.mts'

const other = definition({ source: '"other"', conditions: '[{"type": "Other"}]', rules: '[]' })

export const files: Case[] = [
  { name: 'no file', files: {}, paths: [file] },
  { name: 'a folder', files: {}, paths: ['custom-config'] },
  { name: 'a file in a file', files: { 'test.json': valid }, paths: [`${file}/x`] },
  { name: 'a path too long', files: {}, paths: [`custom-config/${'x'.repeat(256)}`] },
  {
    name: 'two definitions',
    files: { 'test.json': valid, 'other.json': other },
    paths: [file, 'custom-config/other.json'],
  },
  {
    name: 'a valid and a broken definition',
    files: { 'test.json': valid, 'other.json': '{' },
    paths: [file, 'custom-config/other.json'],
  },
  {
    name: 'a broken and a valid definition',
    files: { 'test.json': valid, 'other.json': '{' },
    paths: ['custom-config/other.json', file],
  },
  {
    name: 'a missing file after a valid one',
    files: { 'test.json': valid },
    paths: [file, 'custom-config/none.json'],
  },
  { name: 'a path twice', files: { 'test.json': valid }, paths: [file, file] },
  { name: 'a broken definition twice', files: { 'test.json': '[]' }, paths: [file, file] },
  { name: 'a file under two paths', files: { 'test.json': valid }, paths: [file, `./${file}`] },
  {
    name: 'two definitions of one source and condition',
    files: { 'test.json': valid, 'other.json': valid },
    paths: [file, 'custom-config/other.json'],
  },
  { name: 'an empty path', files: { 'test.json': valid }, paths: [file, ''] },
  { name: 'no path at all', files: {}, paths: [] },
]

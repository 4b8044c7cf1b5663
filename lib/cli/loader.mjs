/**
 * Preloaded by .npmrc's `node-options`, so that `npx zx scripts/x.mts` works on every supported Node.
 * Node 22.18 and later strip types by themselves; older ones need tsx, which takes a third of a second.
 */
if (process.features.typescript) {
  const { emitWarning } = process
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).startsWith('Type Stripping')) emitWarning(warning, ...rest)
  }
} else await import('tsx')
